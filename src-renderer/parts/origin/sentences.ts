import { besideEnglish } from '../../languages/catalogue.ts'

/** What stands in a sentence of the origin and is a word of it, not a name or a figure. */
export type SentenceWord =
  | 'The new version'
  | 'The node with other settings'
  | 'its program ends again and again'
  | 'alive'
  | 'suspect'
  | 'offline'
  | 'joining'
  | 'left'

/** Sentences of the origin in another language. */
export interface SentenceTexts {
  readonly words: Readonly<Record<SentenceWord, string>>
  /** By their English template (contract/sentence.ts), with the same places in them. */
  readonly sentences: Readonly<Record<string, string>>
}

/** Null in English. */
export const texts = besideEnglish<SentenceTexts>('parts/origin/sentences')
