import type { Language } from '#contract/language.ts'
import { type Words, wordsFor } from './languages/words.ts'

/** The language that the shell speaks: the system's, until its user chooses one. */
export class ShellLanguage {
  readonly #preferred: readonly string[]
  #words: Words

  /** @param chosen at an earlier start; null: none was @param preferred BCP 47 tags that the system asks for, the dearest first */
  constructor(chosen: Language | null, preferred: readonly string[]) {
    this.#preferred = preferred
    this.#words = wordsFor(chosen, preferred)
  }

  /** What it says from now on. Whoever keeps a text keeps it in the language of then. */
  get words(): Words {
    return this.#words
  }

  /** @returns whether it spoke another one before */
  choose(language: Language): boolean {
    if (language === this.#words.language) return false
    this.#words = wordsFor(language, this.#preferred)
    return true
  }
}
