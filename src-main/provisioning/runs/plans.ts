import type { NodeForm } from '#contract/provisioning-run.ts'
import type { OriginSide } from './origin-side.ts'
import type { Step } from './step.ts'
import type { RunRequest } from './stored-run.ts'

/** What is known when the steps of a run are asked for; asked again before each step. */
export interface Planned {
  readonly request: RunRequest
  /** null: not decided yet; the run looks at the box first. */
  readonly form: NodeForm | null
}

/**
 * The steps of a run after the runner's own (connect, privilege, and for `provision` preflight), in their order. An empty list: runs of this
 * kind are refused.
 */
export type Planner = (planned: Planned, origin: OriginSide) => readonly Step[]
