import type { ActivityType } from '#contract/activity-type.ts'
import { besideEnglish } from '../../languages/catalogue.ts'

/** What a sentence about a recorded fact may name. */
export interface FactAbout {
  /** Null: it is about none, or one that is gone. */
  readonly node: string | null
  readonly stream: string | null
  /** What a run does, where it is about one: `Upgrade edge-1`; empty: it is not. */
  readonly run: string
  /** The headline of an alert, where it is about one. */
  readonly alert: string
  /** A value of its data; empty where it is not there. */
  readonly value: (key: string) => string
}

/** A sentence for each type of fact that the origin records. */
export type FactTexts = Readonly<Record<ActivityType, string | ((about: FactAbout) => string)>>

/** Null in English. */
export const texts = besideEnglish<FactTexts>('parts/origin/fact-texts')
