/** Every text of the frame. */
export const texts = {
  product: 'Headwater',
  skip: 'Skip to content',
  navigation: 'Screens',
  screens: { overview: 'Overview', nodes: 'Nodes', streams: 'Streams', activity: 'Activity' },
  search: 'Search or jump to',
  addNode: 'Add a node',
  account: 'Account and theme',
  signedInAs: (name: string) => `Signed in as ${name}`,
  viewerRole: 'may look, not change',
  signOut: 'Sign out',
  theme: 'Theme',
  themes: { auto: 'As the system', light: 'Light', dark: 'Dark' },
  originVersion: (version: string) => `Origin ${version}`,
  memoryState: 'Live state in memory',
  degradedState: 'Live state degraded',

  live: 'Live',
  connecting: 'Connecting',
  reconnecting: (since: string) => `Reconnecting, last heard ${since}`,
  away: (since: string) => `Origin away since ${since}`,
  staleTitle: (age: string) => `The origin has not been heard for ${age}.`,
  staleText: (at: string) =>
    `What you see is how things were at ${at}. Nodes go on serving what they carry; this page is right again by itself when the origin is back.`,

  outdatedTitle: 'This panel is older than its origin.',
  outdatedText: 'Something new happened that it cannot show.',

  signedOutTitle: 'You are signed out',
  signedOutText:
    'The panel opens with a one-time link. The origin prints one when it starts. For another, run this on the computer where the origin runs:',
  signedOutCommand: 'Command',
  signedOutThen: 'Open the address it prints. The link works once; the session lasts in this browser.',
  signInFailed: 'This link did not sign you in.',
  signInRefused: 'The origin refused it.',
  signInNoToken: 'This address has no sign-in token behind the # sign.',
  unreachableTitle: 'The origin does not answer',
  unreachableWhy: 'What was tried',
  unreachableText:
    'The panel is open, but nothing answers behind it. Is the origin running? Nodes go on serving without it. This page tries again every two seconds.',
  opening: 'Opening the control panel',

  notFoundTitle: 'Nothing is at this address',
  notFoundText: 'The page may have been about a node or a stream that is gone.',
  toOverview: 'Go to the overview',
  brokenTitle: 'This screen stopped working',
  brokenWhy: 'What went wrong',
  brokenText:
    'The rest of the panel, and the cluster, go on. Reloading helps most often, above all after the origin was upgraded.',
  reload: 'Reload the panel',

  paletteGo: 'Go to',
  paletteDo: 'Do',
  paletteSteer: 'Change',
  paletteNodes: 'Nodes',
  paletteStreams: 'Streams',
  paletteEmpty: 'Nothing by this name',
  palettePlaceholder: 'A screen, a node, a stream or an action',
  paletteDrain: (name: string) => `Drain ${name}`,
  paletteResume: (name: string) => `Resume ${name}`,
  paletteEnd: (path: string) => `End stream ${path}`,
  paletteTheme: (name: string) => `Theme: ${name}`,
} as const
