import type { texts as english } from '../../../../screens/activity/texts.ts'

export const texts: typeof english = {
  title: 'Aktivität',
  intro: 'Was sich änderte, wer es tat und warum. Neues erscheint von selbst.',
  failed: 'Die Aktivität konnte nicht gelesen werden.',
  emptyTitle: 'Noch nichts aufgezeichnet',
  emptyText:
    'Jede Änderung des Clusters erscheint hier: Knoten, die beitreten oder verstummen, Streams, die beginnen und enden, was Operatoren tun.',
  noneTitle: 'Nichts dieser Art',
  noneText: 'Nichts dergleichen ist aufgezeichnet.',
  clear: 'Alles zeigen',
  older: 'Ältere Einträge laden',
  saveAs: (format) => `Als ${format} speichern`,
  saveFailed: (why) => `Die Datei wurde nicht gespeichert. ${why}`,
  formats: { csv: 'CSV', json: 'JSON' },
  end: 'Hier beginnt die Aufzeichnung.',
}
