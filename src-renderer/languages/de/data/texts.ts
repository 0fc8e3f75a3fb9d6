import type { texts as english } from '../../../data/texts.ts'

export const texts: typeof english = {
  timedOut: (seconds) => `Der Origin hat nicht innerhalb von ${seconds} Sekunden geantwortet.`,
  timedOutHint:
    'Die Knoten arbeiten ohne ihn weiter. Versuchen Sie es noch einmal, sobald die Kopfzeile zeigt, dass er wieder da ist.',
  badAnswer: 'Der Origin hat etwas geantwortet, das dieses Panel nicht versteht.',
  badAnswerHint: 'Vielleicht haben Panel und Origin verschiedene Versionen. Laden Sie die Seite neu.',
  noExplanation: (status) => `Der Origin hat mit dem HTTP-Status ${status} geantwortet, ohne Erklärung.`,
  unreachable: 'Der Origin ist nicht erreichbar.',
  unreachableHint: 'Läuft der Origin, und ist dieser Rechner im Netz? Das Panel verbindet sich von selbst wieder.',
  passkeyKnown: 'Dieses Gerät hat bereits einen Passkey für Sie.',
  passkeyNotUsed: 'Der Browser hat keinen Passkey geliefert.',
  passkeyNotUsedHint:
    'Er wurde abgelehnt, es hat zu lange gedauert, oder für diese Adresse gibt es keinen. Versuchen Sie es noch einmal.',
  desktopSilent: 'Die Desktop-App hat nicht geantwortet. Starten Sie sie neu, und versuchen Sie es noch einmal.',
}
