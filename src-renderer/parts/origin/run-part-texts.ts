import type { BoxCheck } from '#contract/provisioning.ts'
import type { BoxCheckId, RunStepId } from '#contract/provisioning-ids.ts'
import { besideEnglish } from '../../languages/catalogue.ts'

/** What the parts of a run are called. */
export interface RunPartTexts {
  readonly steps: Readonly<Record<RunStepId, string>>
  readonly groups: Readonly<Record<NonNullable<BoxCheck['group']>, string>>
  readonly checks: Readonly<Record<BoxCheckId, string>>
}

/** Null in English. */
export const texts = besideEnglish<RunPartTexts>('parts/origin/run-part-texts')
