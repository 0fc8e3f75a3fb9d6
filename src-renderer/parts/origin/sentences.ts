import { besideEnglish } from '../../languages/catalogue.ts'

/** Sentences of the origin by their English template (contract/sentence.ts), with the same places in them. */
export type Sentences = Readonly<Record<string, string>>

/** Null in English. */
export const texts = besideEnglish<Sentences>('parts/origin/sentences')
