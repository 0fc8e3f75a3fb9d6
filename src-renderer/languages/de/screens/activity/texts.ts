import type { texts as english } from '../../../../screens/activity/texts.ts'

export const texts: typeof english = {
  title: 'Aktivität',
  intro: 'Was sich änderte, wer es tat und warum. Neues erscheint von selbst.',
  failed: 'Die Aktivität konnte nicht gelesen werden.',
  emptyTitle: 'Noch nichts aufgezeichnet',
  emptyText:
    'Jede Änderung des Clusters erscheint hier: Knoten, die beitreten oder verstummen, Streams, die beginnen und enden, was Operatoren tun.',
  search: 'Suchen',
  searchHint: 'Namen, Adressen, Pfade, Typen und die Worte des Origins, die englisch sind',
  who: 'Wer',
  anyone: 'Alle',
  actors: { operator: 'Menschen', api_key: 'API-Schlüssel', node: 'Knoten', origin: 'Der Origin' },
  time: 'Zeit',
  times: {
    all: 'Jederzeit',
    hour: 'Letzte Stunde',
    day: 'Letzte 24 Stunden',
    week: 'Letzte 7 Tage',
    month: 'Letzte 30 Tage',
    days: 'Von Tag bis Tag',
  },
  from: 'Von',
  to: 'Bis',
  noneTitle: 'Nichts dergleichen',
  noneText: 'Nichts Aufgezeichnetes passt zu allem, was oben gewählt ist.',
  clear: 'Alles zeigen',
  older: 'Ältere Einträge laden',
  saveAs: (format) => `Als ${format} speichern`,
  saveFailed: (why) => `Die Datei wurde nicht gespeichert. ${why}`,
  formats: { csv: 'CSV', json: 'JSON' },
  end: 'Hier beginnt die Aufzeichnung.',
}
