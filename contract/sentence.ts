import { z } from 'zod'

/**
 * A sentence that is told to people, so that whoever shows it can say it in another language: the English one with `{0}`, `{1}` ... for what
 * differs from time to time, and that. What stands for a place may be a sentence itself.
 */
export interface Sentence {
  readonly template: string
  readonly values: readonly (string | Sentence)[]
}

/** So deep sentences stand in one another at most: a failure, what was found, and what stands in that. The documentation of the API has no recursion. */
const MOST_DEPTH = 6

const sentenceOf = (depth: number): z.ZodType<Sentence> =>
  z.object({
    template: z.string(),
    values: z.array(depth === 0 ? z.string() : z.union([z.string(), sentenceOf(depth - 1)])),
  })

export const sentenceSchema = sentenceOf(MOST_DEPTH)

/**
 * Writes a sentence in English, of which each value may differ.
 * @example say`Only ${free} of ${size} free.` // { template: 'Only {0} of {1} free.', values: [free, size] }
 */
export function say(strings: TemplateStringsArray, ...values: readonly (string | number | Sentence)[]): Sentence {
  const template = strings.reduce((so_far, text, at) => (at === 0 ? text : `${so_far}{${at - 1}}${text}`), '')
  return { template, values: values.map((value) => (typeof value === 'number' ? String(value) : value)) }
}

/** What is the same in every language: a name, a command, what another program said. */
export const asItIs = (text: string): Sentence => ({ template: '{0}', values: [text] })

/** Sentences one after the other. */
export function together(sentences: readonly Sentence[], between = ' '): Sentence {
  const [only] = sentences
  if (only !== undefined && sentences.length === 1) return only
  return { template: sentences.map((_, at) => `{${at}}`).join(between), values: sentences }
}

/** The sentence in English, or by a catalogue of templates. @param translate of a template; undefined: there is no other one */
export function render(
  sentence: Sentence,
  translate: (template: string) => string | undefined = () => undefined,
): string {
  const values = sentence.values.map((value) => (typeof value === 'string' ? value : render(value, translate)))
  const template = translate(sentence.template) ?? sentence.template
  return template.replace(/\{(\d{1,2})\}/g, (place, at: string) => values[Number(at)] ?? place)
}

/** The sentence with what differs in it changed, at whatever depth. */
export function withValues({ template, values }: Sentence, change: (value: string) => string): Sentence {
  return {
    template,
    values: values.map((value) => (typeof value === 'string' ? change(value) : withValues(value, change))),
  }
}

/** Every template of a sentence that has words, its own and those of what stands in it. */
export function templatesOf({ template, values }: Sentence): readonly string[] {
  const own = /\p{L}/u.test(template) ? [template] : []
  return [...own, ...values.flatMap((value) => (typeof value === 'string' ? [] : templatesOf(value)))]
}
