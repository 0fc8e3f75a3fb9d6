import { counted } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../parts/log/texts.ts'

export const texts: typeof english = {
  follow: 'Suivre',
  followNew: (count) => `Suivre, ${counted(count, 'nouvelle ligne', 'nouvelles lignes')}`,
}
