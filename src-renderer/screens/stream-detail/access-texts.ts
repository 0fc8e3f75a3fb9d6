import type { KeepOut } from '#contract/keep-out.ts'
import { inLanguage } from '../../languages/catalogue.ts'
import { counted } from '../../parts/format.ts'

/** Every text of who may publish and watch a stream. */
export const texts = inLanguage('screens/stream-detail/access-texts', {
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
  keptOut: 'Sent away for a while',
  /** The time that is left follows. */
  keptOutFor: (who: string, kind: KeepOut['kind']) =>
    `${who} ${kind === 'publish' ? 'may not publish' : 'may not watch'} for another`,
  letIn: 'Let in again',
  letInWho: (who: string) => `Let ${who} in again`,
  letInFailed: 'Nobody was let in.',
  keptOutFailed: 'Who is kept out is not known.',
})
