import { inLanguage } from '../../../languages/catalogue.ts'
import { counted } from '../../../parts/format.ts'

/** Every text of the section about wall displays. */
export const texts = inLanguage('screens/settings/wall-displays/texts', {
  title: 'Wall displays',
  failed: 'The wall links could not be read.',
  about:
    'A link for a screen on a wall: whoever opens it sees what a viewer sees, and changes nothing. It can be opened again and again until it ends, so that the screen finds back after a power cut. Revoke it, and its screens are signed out.',
  list: 'Links in force',
  caption: 'Wall links, the newest first',
  columns: {
    name: 'Name',
    whose: 'Made by',
    screens: 'Signed in now',
    used: 'Used last',
    until: 'Ends',
    actions: 'Actions',
  },
  screens: (screens: number) => counted(screens, 'screen'),
  never: 'never',
  none: 'No wall display',
  noneText: 'Make a link, open it once in the browser of the screen, and leave it on the overview or the topology.',
  create: 'Make a wall link',
  createTitle: 'Make a wall link',
  name: 'Name',
  nameHint: 'Where the screen hangs.',
  validFor: 'Good for',
  lifetimes: [
    { value: '604800000', label: '7 days' },
    { value: '2592000000', label: '30 days' },
    { value: '31536000000', label: '1 year' },
  ],
  make: 'Make the link',
  createFailed: 'No link was made.',
  onceText: 'Open this in the browser of the screen. It is shown this once; whoever has it may look until it ends.',
  linkLabel: 'Wall link',
  copy: 'Copy the link',
  done: 'Done',
  revoke: 'Revoke',
  revokeOf: (name: string) => `Revoke ${name}`,
  revokeTitle: (name: string) => `Revoke ${name}?`,
  revokeEffect: (screens: number) =>
    screens === 0
      ? 'The link opens nothing any more.'
      : `The link opens nothing any more, and ${counted(screens, 'screen')} ${screens === 1 ? 'is' : 'are'} signed out at once.`,
  revokeFailed: 'The link was not revoked.',
  revoked: (name: string) => `${name} was revoked`,
})
