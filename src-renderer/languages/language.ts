/** The language and the locale that the panel speaks, settled before anything else of it is loaded. */

/** Languages that there is a catalogue for, each by its own name. English is the source and needs none. */
export const languageNames = { en: 'English', de: 'Deutsch', fr: 'Français' } as const

export type Language = keyof typeof languageNames

/** Where a browser keeps the language that somebody chose in it. */
const STORAGE_KEY = 'headwater-language'

/** Where the browser asks for no dialect of its own: a 24-hour clock and the day before the month, as control rooms write it. */
const fallbackLocales: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR' }

const isLanguage = (value: string | null | undefined): value is Language =>
  value !== null && value !== undefined && Object.hasOwn(languageNames, value)

let language: Language = 'en'
let locale: string = fallbackLocales.en

/** The language of every text. */
export const currentLanguage = (): Language => language

/** The BCP 47 locale that numbers, dates and lists are written and sorted by. It is of the language, in the browser's dialect of it. */
export const currentLocale = (): string => locale

/**
 * The language for a browser: the one chosen in it, else the first of those it asks for that there is a catalogue for, else English.
 * `preferred` are BCP 47 tags, the dearest first.
 */
export function languageFor(chosen: string | null, preferred: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen
  return preferred.map((tag) => tag.split('-')[0]?.toLowerCase()).find(isLanguage) ?? 'en'
}

/** The dearest dialect of a language that a browser asks for. `preferred` may hold tags that are none: Chromium on Linux has said `en-US@posix`. */
export function localeFor(of: Language, preferred: readonly string[]): string {
  return preferred.find((tag) => tag.toLowerCase().startsWith(`${of}-`) && isLocale(tag)) ?? fallbackLocales[of]
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/** Takes the language of this browser. Modules that write numbers read the locale as they are loaded, so it comes before them. */
export function takeLanguage(): Language {
  language = languageFor(storedChoice(), navigator.languages)
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

function storedChoice(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY)
  } catch {
    return null
  }
}
