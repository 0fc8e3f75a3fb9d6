import { asFailure } from '../../data/api-failure.ts'
import { type FailureTexts, texts as ofLanguage } from './failure-texts.ts'
import { inEnglish, inPanels, type Said } from './said.ts'

/** What a code says in the language of the panel; null: the origin's own sentence stands alone, in English or for a code of another version. */
export function failureHeadline(code: string, texts: FailureTexts | null = ofLanguage): string | null {
  if (texts === null || !isKnown(code, texts)) return null
  return texts[code]
}

/** Why something did not work, where there is room for one sentence. */
export function failureInShort(error: unknown, texts: FailureTexts | null = ofLanguage): Said {
  const { code, message, by_panel } = asFailure(error)
  if (by_panel) return inPanels(message)
  const headline = failureHeadline(code, texts)
  return headline === null ? inEnglish(message) : inPanels(headline)
}

function isKnown(code: string, texts: FailureTexts): code is keyof FailureTexts {
  return Object.hasOwn(texts, code)
}
