import type { FailureCode } from '#contract/failure-code.ts'
import { besideEnglish } from '../../languages/catalogue.ts'

/** A headline for each code with which something does not work, a sentence. */
export type FailureTexts = Readonly<Record<FailureCode, string>>

/** Null in English. */
export const texts = besideEnglish<FailureTexts>('parts/origin/failure-texts')
