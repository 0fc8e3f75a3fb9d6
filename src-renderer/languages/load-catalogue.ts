import type { Language } from '#contract/language.ts'
import { speakAlso, speakBy } from './catalogue.ts'
import { fallBackToEnglish, takeLanguage } from './language.ts'

const loaders = {
  de: () => import('./de/catalogue.ts'),
  fr: () => import('./fr/catalogue.ts'),
} satisfies Record<Exclude<Language, 'en'>, unknown>

const otherLoaders = {
  de: () => import('./de/other-rooms.ts'),
  fr: () => import('./fr/other-rooms.ts'),
} satisfies Record<keyof typeof loaders, unknown>

/** Null: the panel is in English, or stayed there. */
let spoken: keyof typeof loaders | null = null
let others: Promise<void> | null = null

/**
 * Takes the language of this browser and loads its catalogue. Every module with texts has to be loaded after this, since it looks its texts up
 * once. A catalogue that cannot be loaded leaves the panel in English.
 */
export async function loadCatalogue(): Promise<void> {
  const language = takeLanguage()
  if (language === 'en') return
  try {
    speakBy((await loaders[language]()).catalogue)
    spoken = language
  } catch {
    fallBackToEnglish()
  }
}

/**
 * A loader of what has texts of its own beyond the first screen, that has them loaded before: they are looked up as its modules are. Where they
 * cannot be loaded it fails as `load` would, and tries again the next time.
 */
export function withOtherRooms<Module>(load: () => Promise<Module>): () => Promise<Module> {
  return async () => {
    if (spoken !== null) {
      others ??= otherLoaders[spoken]().then(({ otherRooms }) => speakAlso(otherRooms))
      await others.catch((error: unknown) => {
        others = null
        throw error
      })
    }
    return await load()
  }
}
