import type { texts as english } from '../../../../../screens/settings/backups/move-texts.ts'

export const texts: typeof english = {
  title: 'Auf einen anderen Rechner umziehen',
  about:
    'Alles, was dieser Origin bewahrt, kommt in eine Datei, versiegelt mit einer Passphrase von Ihnen; ein frischer Origin auf dem anderen Rechner wird damit zu diesem. Knoten ziehen von selbst nach, und Zuschauer merken nichts. Einstellungen in headwater.yaml sind nicht in der Datei: Kopieren Sie auch diese.',
  leave: 'Von diesem Rechner',
  leaveText:
    'Was sich hier ab jetzt ändert, ist nicht in der Datei: Halten Sie diesen Origin an, sobald sie gespeichert ist, und importieren Sie die Datei dann dort.',
  passphrase: 'Passphrase',
  passphraseText: 'Mindestens 12 Zeichen. Wer Datei und Passphrase hat, hat jedes Geheimnis des Clusters.',
  next: 'Adresse des Origins dort',
  nextText:
    'Die Knoten erfahren sie und verbinden sich dorthin, wenn hier niemand mehr antwortet. Lassen Sie das Feld leer, wenn die Adresse gleich bleibt.',
  export: 'Versiegelte Datei speichern',
  exportFailed: 'Es wurde nichts gespeichert.',
  exported:
    'Die versiegelte Datei ist gespeichert. Halten Sie diesen Origin an und importieren Sie sie dann auf dem anderen Rechner.',
  arrive: 'Auf diesen Rechner',
  arriveText:
    'Dieser Origin wird zu dem, der in der Datei ist. Was er jetzt bewahrt, wird auf seiner Platte beiseitegelegt.',
  file: 'Versiegelte Datei',
  fileNone: 'Datei wählen (.hwmove)',
  itsPassphrase: 'Passphrase der Datei',
  uploadFailed: 'Die Datei wurde nicht angenommen.',
  look: 'Datei öffnen',
  import: 'Zu diesem Origin werden',
  importTitle: 'Zum Origin in dieser Datei werden?',
  importOf: (cluster, at, size) => `Sie sagt von sich: der Cluster ${cluster}, Stand ${at}, ${size}.`,
  importAfter: [
    'Der Origin beendet sich und startet binnen Sekunden wieder, als der in der Datei. Was jetzt hier ist, wird beiseitegelegt.',
    'Sie bleiben angemeldet, als sein Besitzer; alle anderen melden sich neu an.',
    'Der Origin auf dem anderen Rechner darf nicht mehr laufen.',
  ],
  importFailed: 'Es wurde nichts geändert.',
  imported: 'Dieser Rechner ist jetzt dieser Origin',
  restarting: 'Der Origin startet wieder',
  restartingText:
    'Die Datei ließ sich öffnen und ist in Ordnung. Dieses Fenster schließt sich von selbst, sobald der Origin zurück ist.',
}
