import type { pageTexts as english } from '../../page-texts.ts'

export const pageTexts: typeof english = ({ count }) => ({
  programFailed: 'Headwater kann nicht starten',
  starting: 'Headwater startet',
  moment: 'Einen Moment.',
  restarting: 'Der Origin startet wieder',
  restartingText: 'Er endete unerwartet. Streams laufen weiter: Die Knoten liefern aus, was sie kennen.',

  tryAgain: 'Erneut versuchen',
  chooseOther: 'Anderen Origin wählen',
  showLog: 'Protokoll zeigen',
  quit: 'Beenden',
  logSays: 'Das Ende des Protokolls',
  logFile: (path) => `Protokoll: ${path}`,

  originFailed: 'Der Origin kann nicht starten',
  late: (seconds) => `Der Origin war nach ${count(seconds)} s nicht bereit.`,
  lateHint: 'Vielleicht ist der Rechner sehr beschäftigt. Im Protokoll steht, wie weit er kam.',
  crashed: (times, code) => `Der Origin endete ${count(times)}-mal beim Starten (Exit-Code ${code}).`,
  unknownCode: 'unbekannt',
  crashedHint: 'Im Protokoll steht, warum.',

  panelFailed: 'Das Panel wurde nicht geladen',
  panelSilent: (reason) => `Der Origin läuft und hat dem Fenster nicht geantwortet (${reason}).`,
  panelSilentHint: 'Vielleicht ist der Rechner sehr beschäftigt. Erneut versuchen.',

  remoteFailed: 'Der Origin kann nicht gezeigt werden',
  wrongCertificate: (host, reason) =>
    `Das Zertifikat von ${host} ist keines, das dieser Rechner dafür gelten lässt (${reason}).`,
  wrongCertificateHint:
    'Hat die Installation eine neue Zertifizierungsstelle, den Origin erneut wählen und den Fingerabdruck vergleichen. Sonst hört womöglich jemand dazwischen mit: bei denen nachfragen, die ihn betreiben.',
  nameUnknown: (host) => `Der Name in ${host} lässt sich von diesem Rechner aus nicht auflösen.`,
  nameUnknownHint: 'Ist dieser Rechner online?',
  refused: (host) => `Unter ${host} antwortet nichts.`,
  refusedHint: 'Vielleicht startet der Origin gerade neu. Seine Knoten laufen währenddessen weiter.',
  silent: (host, reason) => `${host} antwortet nicht (${reason}).`,
  silentHint: 'Ist dieser Rechner online, und erreicht er ihn? Der Cluster läuft währenddessen weiter.',
})
