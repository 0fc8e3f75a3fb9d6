import type { InstalledForm } from '#contract/node.ts'
import type { RunKind } from '#contract/provisioning-run.ts'
import { runLimit } from '#contract/run-limits.ts'
import { texts } from './texts.ts'

/** What runs can do on the box of a node that is installed so. */
export interface BoxLimits {
  readonly can: (kind: RunKind) => boolean
  /** Why not all of it, for a person; null: all of it can be. */
  readonly why: string | null
}

/** {@link runLimit}, in words. */
export function boxLimits(form: InstalledForm | undefined, login_kept: boolean): BoxLimits {
  const limit = runLimit(form, login_kept)
  switch (limit) {
    case 'anything':
      return { can: () => false, why: texts.notOurs }
    case 'upgrade':
      return { can: (kind) => kind !== 'upgrade', why: texts.upgradePackage }
    case null:
      return { can: () => true, why: null }
    default:
      return limit satisfies never
  }
}
