/** The language and the locale that the panel speaks, settled before anything else of it is loaded. */

import { fallbackLocales, isLanguage, type Language, languageFor, localeFor } from '#contract/language.ts'

/** Where a browser keeps the language that somebody chose in it. */
const STORAGE_KEY = 'headwater-language'

let language: Language = 'en'
let locale: string = fallbackLocales.en

/** The language of every text. */
export const currentLanguage = (): Language => language

/** The BCP 47 locale that numbers, dates and lists are written and sorted by. It is of the language, in the browser's dialect of it. */
export const currentLocale = (): string => locale

/** Takes the language of this browser. Modules that write numbers read the locale as they are loaded, so it comes before them. */
export function takeLanguage(): Language {
  language = languageFor(chosenLanguage(), navigator.languages)
  locale = localeFor(language, navigator.languages)
  document.documentElement.lang = language
  return language
}

/** Where the catalogue of the language cannot be had: figures and the page itself are in English, too. */
export function fallBackToEnglish(): void {
  language = 'en'
  locale = fallbackLocales.en
  document.documentElement.lang = language
}

/** Keeps the choice in this browser and loads the panel anew in it. */
export function chooseLanguage(chosen: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, chosen)
  } catch {
    // A browser that keeps nothing goes on in the language that it asks for.
  }
  window.location.reload()
}

/** The language that was chosen in this browser; null: none, or it keeps nothing. */
export function chosenLanguage(): Language | null {
  try {
    const chosen = localStorage.getItem(STORAGE_KEY)
    return isLanguage(chosen) ? chosen : null
  } catch {
    return null
  }
}
