import { inLanguage } from '../../languages/catalogue.ts'
import { counted } from '../format.ts'
import type { NodeWork } from './node-work.ts'

/** Texts of the dialog that takes a node out at once. */
export const texts = inLanguage('parts/dialogs/maintain-texts', {
  title: (name: string) => `Take ${name} out of service now?`,
  effect:
    'It goes into maintenance: it takes no new work, and what it carries is ended at once. Players that ask again are sent to other nodes. It stays a member and comes back when it is resumed. To let people leave first, drain it instead.',
  cut: ({ viewers, streams, published }: NodeWork) =>
    viewers === 0 && published.length === 0
      ? 'Nobody watches or publishes here at this moment.'
      : `${counted(viewers, 'viewer')} of ${counted(streams, 'stream')} and ${counted(published.length, 'publisher')} are cut off.`,
  forceHint: 'Nobody else would take its work then.',
  confirm: 'Take it out now',
  force: 'Take it out all the same',
  failed: 'The node was not taken out.',
  done: (name: string) => `${name} is in maintenance`,
})
