import { inLanguage } from '../../../languages/catalogue.ts'

/** Every text about moving the origin to another computer. */
export const texts = inLanguage('screens/settings/backups/move-texts', {
  title: 'Move to another computer',
  about:
    'Everything that this origin keeps goes into one file, sealed by a passphrase of yours; a fresh origin on the other computer becomes this one by it. Nodes follow by themselves, and viewers notice nothing. Settings in headwater.yaml are not in the file: copy them as well.',
  leave: 'From this computer',
  leaveText:
    'What changes here from now on is not in the file: stop this origin once it is saved, then import the file there.',
  passphrase: 'Passphrase',
  passphraseText: 'At least 12 characters. Whoever has the file and the passphrase has every secret of the cluster.',
  next: 'Address of the origin there',
  nextText:
    'Nodes are told, and dial there when nobody answers here any more. Leave it empty if the address stays the same.',
  export: 'Save the sealed file',
  exportFailed: 'Nothing was saved.',
  exported: 'The sealed file is saved. Stop this origin, then import it on the other computer.',
  arrive: 'To this computer',
  arriveText: 'This origin becomes the one that is in the file. What it keeps now is put aside on its disk.',
  file: 'Sealed file',
  fileNone: 'Choose a file (.hwmove)',
  itsPassphrase: 'Its passphrase',
  uploadFailed: 'The file was not taken.',
  look: 'Open the file',
  import: 'Become that origin',
  importTitle: 'Become the origin in this file?',
  importOf: (cluster: string, at: string, size: string) =>
    `It says of itself: the cluster ${cluster}, as of ${at}, ${size}.`,
  importAfter: [
    'The origin ends and starts again within seconds, as the one in the file. What is here now is put aside.',
    'You stay signed in, as its owner; everybody else signs in again.',
    'The origin on the other computer must not run any more.',
  ],
  importFailed: 'Nothing was changed.',
  imported: 'This computer is that origin now',
  restarting: 'The origin starts again',
  restartingText: 'The file opened and was found good. This closes by itself when the origin is back.',
})
