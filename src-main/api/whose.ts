import type { Principal } from '../trust/principal.ts'
import { ApiFailure } from './errors.ts'

/** Whose things this one may end: an operator's id, or null for an owner, who may end everybody's. */
export function whoseOf({ role, operator_id }: Principal): string | null {
  return role === 'owner' ? null : operator_id
}

/** Whose things are asked for; null: everybody's. @throws {ApiFailure} forbidden */
export function ofWhom(principal: Principal, of: 'me' | 'all'): string | null {
  if (of === 'me') return principal.operator_id
  if (principal.role === 'owner') return null
  throw new ApiFailure(
    'forbidden',
    `Only an owner sees everybody’s; ${principal.operator_name} has the role ${principal.role}.`,
    'Leave out `of` to see your own.',
  )
}
