import { inLanguage } from '../../../languages/catalogue.ts'
import { counted } from '../../../parts/format.ts'

/** Every text of the section about backups. */
export const texts = inLanguage('screens/settings/backups/texts', {
  title: 'Backups',
  failed: 'The backups could not be read.',
  about:
    'A backup holds everything that the origin keeps: nodes, operators, policies, keys and the activity log. The origin makes one by itself from time to time and before every upgrade of its database. Keep one on another machine: download it.',
  make: 'Back up now',
  makeFailed: 'No backup was made.',
  made: (size: string) => `A backup of ${size} was made and checked`,
  list: 'Kept on the origin',
  count: (backups: number) => counted(backups, 'backup'),
  caption: 'Backups, the newest first',
  columns: { made: 'Made', name: 'File', size: 'Size', actions: 'Actions' },
  download: 'Download',
  downloadFailed: 'The backup was not fetched.',
  downloadOf: (name: string) => `Download ${name}`,
  restore: 'Restore',
  restoreOf: (name: string) => `Restore ${name}`,
  restoreTitle: (at: string) => `Go back to ${at}?`,
  restoreEffect: {
    beforeAge: 'The backup is put in the place of what the origin keeps now. It was made',
    afterAge: '.',
  },
  nothingLost: 'Nothing was changed since, as far as can be told.',
  lostTitle: 'What came after it is lost',
  lostNodes: (names: readonly string[]) =>
    `${counted(names.length, 'node')} that joined since: ${names.join(', ')}. ${names.length === 1 ? 'It has' : 'They have'} to join again.`,
  lostPolicies: (patterns: readonly string[]) =>
    `${counted(patterns.length, 'stream policy', 'stream policies')} made or changed since: ${patterns.join(', ')}.`,
  lostActs: (acts: number, more: boolean) =>
    more ? `More than ${counted(acts, 'change')}, the last of them:` : `${counted(acts, 'change')}:`,
  andMore: (acts: number) => `and ${counted(acts, 'change')} before`,
  restoreAfter: [
    'The origin ends and starts again within seconds. Streams go on, and nodes come back by themselves.',
    'You stay signed in here; everybody else signs in again. What was revoked or removed since stays so.',
    'What is there now is put aside on the origin’s disk, and the activity log tells what is missing.',
  ],
  restoreFailed: 'Nothing was restored.',
  restarting: 'The origin starts again',
  restartingText: 'The backup was found good and is put in its place. This closes by itself when the origin is back.',
  restored: (at: string) => `The origin is back, as of ${at}`,
  none: 'No backup yet',
  noneText: 'The origin makes one by itself soon. Make one now if you are about to change something.',
})
