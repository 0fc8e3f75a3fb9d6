import { inLanguage } from '../../../languages/catalogue.ts'
import { counted } from '../../../parts/format.ts'

/** Texts about the origin itself, and its diagnostics. */
export const texts = inLanguage('screens/settings/about/origin-texts', {
  failed: 'What this origin is could not be read.',
  runsOn: 'What the origin runs on',
  node: 'Node.js',
  sqlite: 'SQLite',
  schema: 'Form of the database',
  system: 'System',
  running: 'Running for',
  kept: 'Where everything is kept',
  dataDir: 'Data directory',
  size: 'Its size',
  licence: 'Licence',
  licenceText: 'Apache License 2.0. Headwater asks no account, and nothing it knows leaves this computer by itself.',
  diagnostics: 'Diagnostics',
  diagnosticsText:
    'One file to send when asking for help: logs, settings, versions, whether the database is whole and how everything is. Tokens, keys and passwords are taken out before you see it. Addresses and names of nodes and streams stay in it.',
  collect: 'Collect',
  collectAnew: 'Collect anew',
  collectFailed: 'The diagnostics were not collected.',
  save: 'Save the file',
  saveFailed: 'The file was not saved.',
  preview: (files: number) => `What is in it: ${counted(files, 'file')}`,
  headOf: (name: string) => `Beginning of ${name}`,
  forOwners: 'Diagnostics are for owners.',
})
