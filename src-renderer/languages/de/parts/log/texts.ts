import { counted } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../parts/log/texts.ts'

export const texts: typeof english = {
  follow: 'Mitlaufen',
  followNew: (count) => `Mitlaufen, ${counted(count, 'neue Zeile', 'neue Zeilen')}`,
}
