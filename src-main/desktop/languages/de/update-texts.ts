import type { updateTexts as english } from '../../update-texts.ts'

export const updateTexts: typeof english = () => ({
  fromSources: 'Dieses Programm läuft aus seinen Quellen.',
  noFeed: 'Dieser Build sucht nicht nach Updates. Neuere kommen daher, woher dieser kam.',
  feedNotHttps: 'Die Adresse für Updates in diesem Build ist keine mit https.',
  checkFailed: 'Die Adresse für Updates antwortet nicht. Ist dieser Rechner online?',
  downloadFailed: (version) =>
    `Version ${version} konnte nicht heruntergeladen werden, oder sie ist nicht von denen signiert, die diese signiert haben. Später erneut versuchen.`,
  nothingToDownload: 'Es gibt nichts herunterzuladen. Zuerst nach Updates suchen.',
  nothingToInstall: 'Es gibt nichts zu installieren. Zuerst herunterladen.',
  nothingToSkip: 'Es gibt keine Version zu überspringen.',
  noPage: 'Dieser Build kennt keine Seite mit Paketen.',
  unknownCommand: 'Die Desktop-App kennt diesen Befehl nicht. Panel und App haben verschiedene Versionen.',
})
