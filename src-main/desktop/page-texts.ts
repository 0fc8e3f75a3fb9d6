import type { Figures } from './languages/figures.ts'

/** Plain pages in place of the panel, and why it is not there. What an origin says itself stays as it says it. */
export const pageTexts = ({ count, counted }: Figures) => ({
  programFailed: 'Headwater cannot start',
  starting: 'Headwater is starting',
  moment: 'One moment.',
  restarting: 'The origin is starting again',
  restartingText: 'It ended unexpectedly. Streams go on: the nodes keep serving on what they know.',

  tryAgain: 'Try again',
  chooseOther: 'Choose another origin',
  showLog: 'Show the log',
  quit: 'Quit',
  logSays: 'What the log says last',
  logFile: (path: string) => `Log: ${path}`,

  originFailed: 'The origin cannot start',
  late: (seconds: number) => `The origin was not ready within ${count(seconds)} s.`,
  lateHint: 'The computer may be very busy. Its log says how far it came.',
  crashed: (times: number, code: string) =>
    `The origin ended ${counted(times, 'time', 'times')} while starting (exit code ${code}).`,
  unknownCode: 'unknown',
  crashedHint: 'Its log says why.',

  panelFailed: 'The panel did not load',
  panelSilent: (reason: string) => `Its origin runs, and did not answer the window (${reason}).`,
  panelSilentHint: 'The computer may be very busy. Try again.',

  remoteFailed: 'The origin cannot be shown',
  wrongCertificate: (host: string, reason: string) =>
    `The certificate of ${host} is not one that this computer takes for it (${reason}).`,
  wrongCertificateHint:
    'After the installation got a new authority, choose the origin again and compare its fingerprint. Otherwise somebody may be listening in between: ask whoever runs it.',
  nameUnknown: (host: string) => `The name in ${host} does not resolve from this computer.`,
  nameUnknownHint: 'See that this computer is online.',
  refused: (host: string) => `Nothing answers at ${host}.`,
  refusedHint: 'The origin may be restarting. Its nodes go on meanwhile.',
  silent: (host: string, reason: string) => `${host} does not answer (${reason}).`,
  silentHint: 'See that this computer is online and reaches it. The cluster goes on meanwhile.',
})
