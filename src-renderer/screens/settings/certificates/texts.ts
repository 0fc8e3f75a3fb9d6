import { inLanguage } from '../../../languages/catalogue.ts'

const modes: Readonly<Record<string, string>> = {
  off: 'The port speaks http alone. That is good for this computer only; whoever else is on the network could read along.',
  own: 'By the installation’s own authority. Browsers warn until they are told to trust it; nodes know it already.',
  files: 'From two files that somebody else renews. They are read again when they change.',
  acme: 'From a public authority, asked for and renewed by the origin itself (ACME). Browsers trust it.',
}
const https: Readonly<Record<string, string>> = {
  allow: 'Answered as well, without protection.',
  redirect: 'Pages from other machines are sent on to https.',
  refuse: 'From other machines it is refused.',
}
const sources: Readonly<Record<string, string>> = {
  own: 'Own authority',
  files: 'Files',
  acme: 'Public authority (ACME)',
}

/** Every text of the section about certificates. */
export const texts = inLanguage('screens/settings/certificates/texts', {
  title: 'Certificates',
  failed: 'The certificates could not be read.',
  how: 'How this origin proves who it is',
  mode: 'Certificate',
  modeOf: (mode: string) => modes[mode] ?? mode,
  http: 'Plain http',
  httpOf: (http: string) => https[http] ?? http,
  setBy: 'An owner chooses it here, unless headwater.yaml sets it.',
  titleOf: (source: string, shown_by: 'origin' | 'nodes') =>
    `${sources[source] ?? source}${shown_by === 'nodes' ? ', shown by nodes' : ''}`,
  names: 'For',
  issuer: 'Signed by',
  validUntil: 'Valid until',
  validFrom: 'Valid from',
  browsers: 'Browsers',
  trusted: 'trust it without being told',
  untrusted: 'warn until they trust its authority',
  fingerprint: 'Fingerprint (SHA-256)',
  problem: 'What is wrong',
  nextTry: (at: string) => `Looked at again ${at}`,
  noneYet: 'There is none yet.',
  nothing: 'No certificate',
  nothingText:
    'Panel and API speak http. Choose a certificate to protect sign-ins and keys on their way over a network.',
})
