import type { NodeRole } from '#contract/node.ts'
import { inLanguage } from '../../languages/catalogue.ts'

/** Texts of the dialog that closes roles of a node. */
export const texts = inLanguage('parts/dialogs/roles-texts', {
  title: (name: string) => `What shall ${name} take no more of?`,
  effect: 'What it has of it goes on until it ends by itself. Everything else comes here as before.',
  which: 'No new',
  roles: [
    { value: 'ingest', label: 'Publishers', description: 'Encoders that ask where to publish are sent elsewhere.' },
    { value: 'viewers', label: 'Viewers', description: 'Players are sent to other nodes.' },
    {
      value: 'relay_source',
      label: 'Relays to other nodes',
      description: 'Other nodes pull streams from elsewhere, where there is an elsewhere.',
    },
  ] satisfies readonly { value: NodeRole; label: string; description: string }[],
  lasts: 'For how long',
  lastings: [
    { value: 'always', label: 'Until it is resumed' },
    { value: '3600000', label: '1 hour' },
    { value: '14400000', label: '4 hours' },
    { value: '86400000', label: '1 day' },
  ],
  reasonHint: 'For those who wonder later.',
  forceHint: 'Nobody else would take such work then.',
  confirm: 'Close these roles',
  force: 'Close all the same',
  failed: 'Nothing was closed.',
  /** @param words what it takes no more of: `no new viewers` */
  closed: (name: string, words: string) => `${name} takes ${words}`,
})
