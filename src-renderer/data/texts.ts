import { inLanguage } from '../languages/catalogue.ts'

/** Why a call did not work, where the origin itself said nothing of it. */
export const texts = inLanguage('data/texts', {
  timedOut: (seconds: number) => `The origin did not answer within ${seconds} seconds.`,
  timedOutHint: 'Nodes go on serving without it. Try again when the header shows it is back.',
  badAnswer: 'The origin answered something this panel does not understand.',
  badAnswerHint: 'Panel and origin may be of different versions. Reload the page.',
  noExplanation: (status: number) => `The origin answered with HTTP status ${status} and no explanation.`,
  unreachable: 'The origin cannot be reached.',
  unreachableHint: 'Is the origin running, and this computer on the network? The panel reconnects by itself.',
  passkeyKnown: 'This device has a passkey for you already.',
  passkeyNotUsed: 'The browser gave no passkey.',
  passkeyNotUsedHint: 'It was turned away, took too long, or there is none for this address. Try again.',
  desktopSilent: 'The desktop app did not answer. Restart it, and try again.',
})
