import type { Alert } from '#contract/alert.ts'
import { type AlertWords, alertWords } from './alert-words.ts'
import { inEnglish, type Said } from './said.ts'
import { sentenceWords } from './sentence-words.ts'

/** An alert with all that is told of it. */
export interface AlertInFull extends AlertWords {
  readonly evidence: readonly Said[]
}

/** What the origin says of an alert, in the language of the panel; one of an origin of before by its rule, and in English below that. */
export function alertInFull(alert: Alert): AlertInFull {
  const { sentences, title, text, evidence } = alert
  const words = alertWords(alert)
  if (sentences === undefined) return { ...words, evidence: evidence.map(inEnglish) }
  return {
    title: sentenceWords(title, sentences.title),
    text: sentenceWords(text, sentences.text),
    evidence: evidence.map((line, at) => sentenceWords(line, sentences.evidence[at])),
    action: words.action,
  }
}
