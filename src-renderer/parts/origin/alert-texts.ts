import type { AlertRule } from '#contract/alert.ts'
import { besideEnglish } from '../../languages/catalogue.ts'

/** What can be told of an alert by its rule and what it is about. */
export interface AlertTexts {
  /** Of a rule and the name of its subject; `name` is of no use where it is the origin. */
  readonly titles: Readonly<Record<AlertRule, (name: string) => string>>
  /** The one thing to do. */
  readonly actions: Readonly<Record<AlertRule, string>>
  /** When a rule is raised. */
  readonly when: Readonly<Record<AlertRule, string>>
}

/** Null in English. */
export const texts = besideEnglish<AlertTexts>('parts/origin/alert-texts')
