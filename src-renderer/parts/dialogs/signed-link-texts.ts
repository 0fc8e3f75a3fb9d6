import { inLanguage } from '../../languages/catalogue.ts'

/** Texts of the dialog that signs an address of a stream. */
export const texts = inLanguage('parts/dialogs/signed-link-texts', {
  title: (path: string) => `A link to watch ${path}`,
  intro:
    'Whoever has the link may begin to watch until its time is up; who has begun goes on. It matters where the stream is watched by signed links alone.',
  validFor: 'Good for',
  validHint: 'It is made anew as often as it is needed.',
  lifetimes: [
    { value: '1h', label: '1 hour' },
    { value: '24h', label: '1 day' },
    { value: '7d', label: '7 days' },
    { value: '30d', label: '30 days' },
  ],
  ip: 'Only from',
  ipHint: 'An address or a network. Phones change theirs while they move.',
  anywhere: 'anywhere',
  make: 'Make the link',
  makeKey: 'Make a signing key and the link',
  keyLabel: 'links made in the panel',
  failed: 'No link was made.',
  noKey: 'Nothing is there to sign it with.',
  noKeyText: 'A signing key for all streams is made first. Revoking it ends every link that was signed with it.',
  made: 'A link to watch',
  until: (time: string) => `It can be opened until ${time}.`,
  revoked: 'Before that it ends only with the key that signed it.',
  hls: 'For browsers and players (HLS)',
  flv: 'With less delay (HTTP-FLV)',
  query: 'Behind the question mark of the address',
  copy: 'Copy the link',
  done: 'Done',
})
