import { render, type Sentence, templatesOf, withValues } from '#contract/sentence.ts'
import { inEnglish, inPanels, type Said } from './said.ts'
import { texts as ofLanguage, type SentenceTexts, type SentenceWord } from './sentences.ts'

/**
 * A sentence of the origin in the language of the panel, or in English where one of its templates has no words there.
 * @param english as the origin rendered it
 * @param sentence absent: an origin of before has it in English alone
 */
export function sentenceWords(
  english: string,
  sentence: Sentence | null | undefined,
  texts: SentenceTexts | null = ofLanguage,
): Said {
  if (texts === null || !sentence) return inEnglish(english)
  const { sentences, words } = texts
  const translate = (template: string) => (Object.hasOwn(sentences, template) ? sentences[template] : undefined)
  if (templatesOf(sentence).some((template) => translate(template) === undefined)) return inEnglish(english)
  const wordOf = (value: string) => (Object.hasOwn(words, value) ? words[value as SentenceWord] : value)
  return inPanels(render(withValues(sentence, wordOf), translate))
}
