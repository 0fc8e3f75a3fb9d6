import type { RemovedNode } from '#contract/removed-node.ts'
import { inLanguage } from '../../../languages/catalogue.ts'

const hows: Readonly<Record<RemovedNode['how'], string>> = {
  evicted: 'removed by an operator',
  retired: 'drained, then left',
}
const kinds: Readonly<Record<RemovedNode['kind'], string>> = { headwater: 'Headwater', foreign: 'of another make' }

/** Every text of the section about those who left. */
export const texts = inLanguage('screens/settings/removed-members/texts', {
  title: 'Removed members',
  failed: 'The removed members could not be read.',
  about:
    'Whoever was removed stays out, whatever token it shows. A member of another make joins by the token that all of them share, so it is let in again here. A node of Headwater comes back with a new join command.',
  list: 'No members any more',
  caption: 'Members that were removed or have left',
  columns: { name: 'Name', how: 'How it left', kind: 'What it is', seen: 'Last heard', actions: 'Actions' },
  how: (how: RemovedNode['how']) => hows[how],
  kind: (kind: RemovedNode['kind']) => kinds[kind],
  never: 'never',
  allow: 'Allow again',
  allowOf: (name: string) => `Allow again: ${name}`,
  allowed: (name: string) => `${name} may join again`,
  allowFailed: (name: string) => `${name} was not allowed.`,
  allowTitle: (name: string) => `Allow ${name} again?`,
  allowEffect:
    'It can join again with the token that all members share, and is then the node that it was: same name, and in the mode it was in when it left.',
  join: 'New join command',
  joinOf: (name: string) => `New join command for ${name}`,
  none: 'Nobody was removed',
  noneText: 'Nodes that are removed, or that leave after a drain, are listed here with the way back.',
})
