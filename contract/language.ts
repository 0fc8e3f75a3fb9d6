/** The languages that people are spoken to in, and which of them: the panel and the desktop app choose by the same rule. */

/** Languages that there are texts in, each by its own name. English is the source. */
export const languageNames = { en: 'English', de: 'Deutsch', fr: 'Français' } as const

export type Language = keyof typeof languageNames

export const languages: readonly ['en', 'de', 'fr'] = ['en', 'de', 'fr']

/** Where nobody asks for a dialect: a 24-hour clock and the day before the month, as control rooms write it. */
export const fallbackLocales: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR' }

/** Whether there are texts in it. */
export const isLanguage = (value: string | null | undefined): value is Language =>
  value !== null && value !== undefined && Object.hasOwn(languageNames, value)

/**
 * The language for somebody: the one that they chose, else the first of those that their browser or system asks for and that there are texts
 * in, else English. `preferred` are BCP 47 tags, the dearest first.
 */
export function languageFor(chosen: string | null, preferred: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen
  return preferred.map((tag) => tag.split('-')[0]?.toLowerCase()).find(isLanguage) ?? 'en'
}

/** The dearest dialect of a language that is asked for. `preferred` may hold tags that are none: Chromium on Linux has said `en-US@posix`. */
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
