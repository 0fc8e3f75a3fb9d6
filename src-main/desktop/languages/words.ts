import { type Language, languageFor, localeFor } from '#contract/language.ts'
import { leavingTexts } from '../leaving-texts.ts'
import { menuTexts } from '../menu-texts.ts'
import { noticeTexts } from '../notice-texts.ts'
import { originTexts } from '../origin-texts.ts'
import { pageTexts } from '../page-texts.ts'
import { trayTexts } from '../tray-texts.ts'
import { updateTexts } from '../update-texts.ts'
import { de } from './de/catalogue.ts'
import { type Figures, figuresOf } from './figures.ts'
import { fr } from './fr/catalogue.ts'

const en = {
  leaving: leavingTexts,
  menu: menuTexts,
  notices: noticeTexts,
  origin: originTexts,
  pages: pageTexts,
  tray: trayTexts,
  updates: updateTexts,
}

type Room = keyof typeof en

/** The texts of a language: what English has, with the same parameters, or it does not compile. */
export type Catalogue = Readonly<typeof en>

export const catalogues: Readonly<Record<Language, Catalogue>> = { en, de, fr }

/** All that the shell says, in one language. */
export interface Words extends Readonly<{ [R in Room]: ReturnType<Catalogue[R]> }> {
  readonly language: Language
  readonly figures: Figures
}

/**
 * What the shell says.
 * @param chosen the language that the user chose; null: none @param preferred BCP 47 tags that the system asks for, the dearest first
 */
export function wordsFor(chosen: Language | null, preferred: readonly string[]): Words {
  const language = languageFor(chosen, preferred)
  const figures = figuresOf(localeFor(language, preferred))
  const { leaving, menu, notices, origin, pages, tray, updates } = catalogues[language]
  return {
    language,
    figures,
    leaving: leaving(figures),
    menu: menu(),
    notices: notices(figures),
    origin: origin(),
    pages: pages(figures),
    tray: tray(figures),
    updates: updates(),
  }
}
