import type { texts as english } from '../../../shell/theme-texts.ts'

export const texts: typeof english = {
  showTyped: 'Eingabe anzeigen',
}
