import { inLanguage } from '../languages/catalogue.ts'

/** Texts that the parts of the library would say in English alone. */
export const texts = inLanguage('shell/theme-texts', {
  showTyped: 'Show what is typed',
})
