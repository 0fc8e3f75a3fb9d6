import type { Alert } from '#contract/alert.ts'
import { render, type Sentence } from '#contract/sentence.ts'

/** Something that is the matter as of this look, by one rule. */
export interface Condition
  extends Pick<
    Alert,
    'rule' | 'severity' | 'subject' | 'title' | 'text' | 'last_good_at' | 'evidence' | 'sentences' | 'action'
  > {
  /** How long it must have been so until it is said, in ms. */
  readonly hold_ms: number
}

/** What is said of a condition, in English and as it can be told in other languages. */
export function told(title: Sentence, text: Sentence, ...evidence: readonly Sentence[]) {
  return {
    title: render(title),
    text: render(text),
    evidence: evidence.map((line) => render(line)),
    sentences: { title, text, evidence: [...evidence] },
  }
}

/** The same as long as it is the same matter: one alert at a time of a rule and what it is about. */
export function keyOf({ rule, subject }: Pick<Condition, 'rule' | 'subject'>): string {
  return `${rule} ${subject.kind} ${subject.id}`
}
