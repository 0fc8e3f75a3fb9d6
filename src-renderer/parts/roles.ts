import type { Role } from '../data/queries.ts'

const ranks: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, owner: 2 }

/** Whether a role may do what this role and those above it may. */
export function isAtLeast(role: Role, least: Role): boolean {
  return ranks[role] >= ranks[least]
}
