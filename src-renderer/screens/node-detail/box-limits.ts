import type { InstalledForm } from '#contract/node.ts'
import type { RunKind } from '#contract/provisioning-run.ts'
import { texts } from './texts.ts'

/** What runs can do on the box of a node that is installed so. */
export interface BoxLimits {
  readonly can: (kind: RunKind) => boolean
  /** Why not all of it, for a person; null: all of it can be. */
  readonly why: string | null
}

/**
 * @param form undefined: the node does not say; its box is looked at by the run itself, as ever
 * @param login_kept a run was there: what it made runs on, though its container or unit may be from before nodes told their form
 */
export function boxLimits(form: InstalledForm | undefined, login_kept: boolean): BoxLimits {
  const known = form === 'by_hand' && login_kept ? undefined : form
  switch (known) {
    case 'by_hand':
    case 'with_origin':
      return { can: () => false, why: texts.notOurs }
    case 'package':
      return { can: (kind) => kind !== 'upgrade', why: texts.upgradePackage }
    case 'container':
    case 'service':
    case undefined:
      return { can: () => true, why: null }
    default:
      return known satisfies never
  }
}
