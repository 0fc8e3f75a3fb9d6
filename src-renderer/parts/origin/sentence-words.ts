import { render, type Sentence, templatesOf } from '#contract/sentence.ts'
import { inEnglish, inPanels, type Said } from './said.ts'
import { texts as ofLanguage, type Sentences } from './sentences.ts'

/**
 * A sentence of the origin in the language of the panel, or in English where one of its templates has no words there.
 * @param english as the origin rendered it
 * @param sentence absent: an origin of before has it in English alone
 */
export function sentenceWords(
  english: string,
  sentence: Sentence | null | undefined,
  sentences: Sentences | null = ofLanguage,
): Said {
  if (sentences === null || !sentence) return inEnglish(english)
  const translate = (template: string) => (Object.hasOwn(sentences, template) ? sentences[template] : undefined)
  if (templatesOf(sentence).some((template) => translate(template) === undefined)) return inEnglish(english)
  return inPanels(render(sentence, translate))
}
