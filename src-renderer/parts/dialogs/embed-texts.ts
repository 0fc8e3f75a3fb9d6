import { inLanguage } from '../../languages/catalogue.ts'

/** Texts of the dialog with the code for a page. */
export const texts = inLanguage('parts/dialogs/embed-texts', {
  title: (path: string) => `Show ${path} on a page`,
  close: 'Close',
  how: 'How it plays',
  kinds: {
    hls: { label: 'HLS', description: 'Every browser and phone; some seconds behind.' },
    flv: { label: 'HTTP-FLV', description: 'One to two seconds behind; not on iPhones.' },
  },
  script: 'Where the page has its player from',
  own: 'From your own server',
  ownHint: (file: string) => `Put ${file} (npm) there.`,
  shared: 'From jsDelivr',
  sharedHint: 'A third party: whoever opens the page asks it too, and it learns their addresses.',
  where: 'Address of the player’s script',
  guardedTitle: 'This stream is watched by signed addresses alone',
  guardedText:
    'The code holds an address that lets everybody in who opens the page, until its time is up. Where that is too much, have your own server sign one for each visitor.',
  sign: 'Sign an address for the page',
  signFor: 'Good for',
  signFailed: 'No address was signed.',
  makeKey: 'Make a signing key and sign',
  keyLabel: 'pages and players, made in the panel',
  until: (time: string) => `It can be opened until ${time}.`,
  code: 'Code for the page',
  vlc: 'For VLC (Open network stream)',
  ffplay: 'For ffplay',
  httpsTitle: 'The page has to be opened over http',
  httpsText:
    'The address of this origin is http, and browsers refuse that on pages of https. Give the origin a certificate (see “TLS” in the manual), or name it by https.',
  copy: 'Copy the code',
})
