import { inLanguage } from '../../languages/catalogue.ts'
import { counted } from '../format.ts'

/** Every text of a log that goes along with its newest lines. */
export const texts = inLanguage('parts/log/texts', {
  follow: 'Follow',
  followNew: (count: number) => `Follow, ${counted(count, 'new line')}`,
})
