import type { texts as english } from '../../../../../screens/settings/about/texts.ts'

export const texts: typeof english = {
  title: 'Info und Updates',
  versions: 'Versionen',
  origin: 'Origin',
  app: 'Desktop-App',
  inBrowser: 'Dies ist ein Browser. Die Desktop-App zeigt hier ihre Version und ihre Updates.',
  otherVersion: (version) =>
    `Die Desktop-App hat Version ${version} und teilt diesem Panel nicht mehr mit. Installieren Sie die Version des Origins.`,
  apart:
    'App und Origin haben verschiedene Versionen. Beide funktionieren; installieren Sie bei Gelegenheit auf beiden Seiten dieselbe.',
  unknown: 'noch nicht bekannt',
  where: 'Angezeigter Origin',
  here: 'auf diesem Rechner',
  chooseOrigin: 'Anderen Origin wählen',
  updates: 'Updates der Desktop-App',
  none: 'In diesem Build ausgeschaltet',
  notChecked: 'Seit dem Start der App wurde noch nicht nachgesehen.',
  newest: 'Dies ist die neueste Version.',
  checkedAt: (at) => `Nachgesehen: ${at}`,
  checking: 'Suche nach einer neueren Version',
  available: (version) => `Version ${version} ist verfügbar`,
  skipped: (version) => `Version ${version} ist verfügbar und wird übersprungen`,
  installs:
    'Sie wird heruntergeladen, wenn Sie es wünschen, dann geprüft und installiert, wenn Sie es noch einmal bestätigen.',
  elsewhere:
    'Diese Form der App ersetzt, wer sie installiert hat. Die Seite mit den Paketen öffnet sich in Ihrem Browser.',
  downloading: (version) => `Version ${version} wird heruntergeladen`,
  percent: (percent) => `${Math.round(percent)} %`,
  ready: (version) => `Version ${version} ist bereit`,
  readyText: 'Die App fragt noch einmal nach, beendet sich, wird ersetzt und startet wieder.',
  failed: 'Das hat nicht geklappt',
  waits: 'Nicht jetzt',
  check: 'Nach Updates suchen',
  download: 'Herunterladen',
  tryAgain: 'Erneut versuchen',
  install: 'Installieren und neu starten',
  skip: 'Diese Version überspringen',
  unskip: 'Nicht überspringen',
  openDownloads: 'Seite mit den Paketen öffnen',
  byItself: 'Einmal am Tag nach Updates suchen',
  byItselfText:
    'Fragt die Adresse, die dieser Build kennt, nach ihrer neuesten Version und teilt niemandem sonst etwas mit.',
  refused: 'Die Desktop-App hat das nicht getan',
  computer: 'Auf diesem Rechner',
  startAtLogin: 'Headwater starten, wenn ich mich an diesem Rechner anmelde',
  startAtLoginText: 'Ohne Fenster; es wartet im Infobereich.',
  closeToTray: 'Weiterlaufen, wenn das Fenster geschlossen wird',
  closeToTrayText:
    'Im Infobereich. Wo der Desktop keinen hat, bringt ein erneuter Start von Headwater das Fenster zurück.',
}
