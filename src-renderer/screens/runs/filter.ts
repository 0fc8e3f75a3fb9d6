import { isRunOver, type ProvisioningRun, runKindSchema } from '#contract/provisioning-run.ts'
import { kindWord } from '../../parts/run-look.ts'
import { texts } from './texts.ts'

/** Which runs to show, by how they are. */
export const shows = texts.shows
type Show = (typeof shows)[number]['value']

/** What the address says; all of them where it says nothing that is known. */
export const showOf = (text: string | null): Show => shows.find(({ value }) => value === text)?.value ?? 'all'

/** Kinds of runs to choose from. */
export const kindChoices = runKindSchema.options.map((kind) => ({ value: kind, label: kindWord(kind) }))

export interface RunFilter {
  readonly show: Show
  readonly kind: string | null
  readonly node_id: string | null
}

/** Whether a run is among those that are asked for. */
export function fits(run: ProvisioningRun, { show, kind, node_id }: RunFilter): boolean {
  if (kind !== null && run.kind !== kind) return false
  if (node_id !== null && run.node_id !== node_id) return false
  switch (show) {
    case 'all':
      return true
    case 'under_way':
      return !isRunOver(run.state)
    default:
      return run.state === show
  }
}
