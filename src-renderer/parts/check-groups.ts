import type { BoxCheck } from '#contract/provisioning.ts'

const ranks: Readonly<Record<BoxCheck['outcome'], number>> = { block: 0, warn: 1, pass: 2 }

/**
 * Checks by their group (where an origin tells none, the first word of the check's id), in the order in which the groups come; within one,
 * what needs attention first.
 */
export function checkGroups(
  checks: readonly BoxCheck[],
): readonly { readonly id: string; readonly group: string; readonly checks: readonly BoxCheck[] }[] {
  const groups = new Map<string, BoxCheck[]>()
  for (const check of checks) {
    const id = check.group ?? check.id.split('.')[0] ?? check.id
    groups.set(id, [...(groups.get(id) ?? []), check])
  }
  return [...groups].map(([id, members]) => ({
    id,
    group: capital(id),
    checks: members.toSorted((a, b) => ranks[a.outcome] - ranks[b.outcome]),
  }))
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1).replaceAll('_', ' ')
