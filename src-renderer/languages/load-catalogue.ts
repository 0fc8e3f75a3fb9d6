import type { Language } from '#contract/language.ts'
import { speakBy } from './catalogue.ts'
import { fallBackToEnglish, takeLanguage } from './language.ts'

const loaders = {
  de: () => import('./de/catalogue.ts'),
  fr: () => import('./fr/catalogue.ts'),
} satisfies Record<Exclude<Language, 'en'>, unknown>

/**
 * Takes the language of this browser and loads its catalogue. Every module with texts has to be loaded after this, since it looks its texts up
 * once. A catalogue that cannot be loaded leaves the panel in English.
 */
export async function loadCatalogue(): Promise<void> {
  const language = takeLanguage()
  if (language === 'en') return
  try {
    speakBy((await loaders[language]()).catalogue)
  } catch {
    fallBackToEnglish()
  }
}
