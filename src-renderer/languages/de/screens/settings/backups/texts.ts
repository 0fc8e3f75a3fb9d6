import { counted } from '../../../../../parts/format.ts'
import type { texts as english } from '../../../../../screens/settings/backups/texts.ts'

export const texts: typeof english = {
  title: 'Sicherungen',
  failed: 'Die Sicherungen konnten nicht gelesen werden.',
  about:
    'Eine Sicherung enthält alles, was der Origin bewahrt: Knoten, Operatoren, Regeln, Schlüssel und das Aktivitätsprotokoll. Der Origin erstellt von Zeit zu Zeit und vor jedem Upgrade seiner Datenbank von selbst eine. Bewahren Sie eine auf einer anderen Maschine auf: Laden Sie sie herunter.',
  make: 'Jetzt sichern',
  makeFailed: 'Es wurde keine Sicherung erstellt.',
  made: (size) => `Eine Sicherung von ${size} wurde erstellt und geprüft`,
  list: 'Auf dem Origin vorhanden',
  count: (backups) => counted(backups, 'Sicherung', 'Sicherungen'),
  caption: 'Sicherungen, die neuesten zuerst',
  columns: { made: 'Erstellt', name: 'Datei', size: 'Größe', actions: 'Aktionen' },
  download: 'Herunterladen',
  downloadFailed: 'Die Sicherung wurde nicht heruntergeladen.',
  downloadOf: (name) => `${name} herunterladen`,
  restore: 'Wiederherstellen',
  restoreOf: (name) => `${name} wiederherstellen`,
  restoreTitle: (at) => `Zurück zum Stand ${at}?`,
  restoreEffect: {
    beforeAge: 'Die Sicherung tritt an die Stelle dessen, was der Origin jetzt bewahrt. Sie wurde',
    afterAge: ' erstellt.',
  },
  nothingLost: 'Seither wurde nichts geändert, soweit sich das sagen lässt.',
  lostTitle: 'Was danach kam, geht verloren',
  lostNodes: (names) =>
    `${counted(names.length, 'seither beigetretener Knoten', 'seither beigetretene Knoten')}: ${names.join(', ')}. ${names.length === 1 ? 'Er muss' : 'Sie müssen'} neu beitreten.`,
  lostPolicies: (patterns) =>
    `${counted(patterns.length, 'seither erstellte oder geänderte Stream-Regel', 'seither erstellte oder geänderte Stream-Regeln')}: ${patterns.join(', ')}.`,
  lostActs: (acts, more) =>
    more
      ? `Mehr als ${counted(acts, 'Änderung', 'Änderungen')}, die letzten davon:`
      : `${counted(acts, 'Änderung', 'Änderungen')}:`,
  andMore: (acts) => `und davor ${counted(acts, 'Änderung', 'Änderungen')}`,
  restoreAfter: [
    'Der Origin beendet sich und startet binnen Sekunden wieder. Streams laufen weiter, und Knoten kommen von selbst zurück.',
    'Sie bleiben hier angemeldet; alle anderen melden sich neu an. Was seither widerrufen oder entfernt wurde, bleibt es.',
    'Was jetzt da ist, wird auf der Platte des Origins beiseitegelegt, und das Aktivitätsprotokoll sagt, was fehlt.',
  ],
  restoreFailed: 'Es wurde nichts wiederhergestellt.',
  restarting: 'Der Origin startet wieder',
  restartingText:
    'Die Sicherung ist in Ordnung und wird eingesetzt. Dieses Fenster schließt sich von selbst, sobald der Origin zurück ist.',
  restored: (at) => `Der Origin ist zurück, Stand ${at}`,
  none: 'Noch keine Sicherung',
  noneText: 'Der Origin erstellt bald von selbst eine. Erstellen Sie jetzt eine, wenn Sie gleich etwas ändern wollen.',
}
