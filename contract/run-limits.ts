import type { InstalledForm } from './node.ts'

/** What runs cannot do on the box of a node: anything at all, an upgrade; null: they can do everything. */
export type RunLimit = 'anything' | 'upgrade' | null

/**
 * What runs cannot do where a node is installed so.
 * @param form undefined: the node does not say; its box is looked at by the run itself, as ever
 * @param login_kept a run was there: what it made runs on, though its container or unit may be from before nodes told their form
 */
export function runLimit(form: InstalledForm | undefined, login_kept: boolean): RunLimit {
  switch (form) {
    case 'by_hand':
      return login_kept ? null : 'anything'
    case 'with_origin':
      return 'anything'
    case 'package':
      // What the package manager has put there it alone takes away.
      return 'upgrade'
    case 'container':
    case 'service':
    case undefined:
      return null
    default:
      return form satisfies never
  }
}
