import { counted } from '../../../parts/format.ts'

/** Every text of the section about backups. */
export const texts = {
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
  downloadOf: (name: string) => `Download ${name}`,
  none: 'No backup yet',
  noneText: 'The origin makes one by itself soon. Make one now if you are about to change something.',
} as const
