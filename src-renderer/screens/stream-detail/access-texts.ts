import { counted } from '../../parts/format.ts'

/** Every text of who may publish and watch a stream. */
export const texts = {
  title: 'Who may publish and watch',
  failed: 'Who may is not known.',
  all: 'All of it',
  says: 'What holds',
  open: 'No policy: publishers with a key or from a trusted network; everybody may watch.',
  keys: 'Stream keys',
  keysOf: (keys: number) => (keys === 0 ? 'none is good here' : `${counted(keys, 'key')} good here`),
  makeKey: 'Make a stream key',
  change: 'Change who may',
  signedLink: 'Make a signed link',
} as const
