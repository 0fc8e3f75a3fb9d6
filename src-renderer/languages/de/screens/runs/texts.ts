import { counted } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/runs/texts.ts'

export const texts: typeof english = {
  title: 'Läufe',
  back: 'Alle Knoten',
  add: 'Knoten hinzufügen',
  list: 'Neueste zuerst',
  failed: 'Die Läufe konnten nicht gelesen werden.',
  shown: (shown, all) =>
    shown === all ? counted(all, 'Lauf', 'Läufe') : `${shown} von ${counted(all, 'Lauf', 'Läufen')}`,
  show: 'Welche Läufe',
  shows: [
    { value: 'all', label: 'Alle Läufe' },
    { value: 'under_way', label: 'Im Gange' },
    { value: 'waiting', label: 'Warten auf Sie' },
    { value: 'failed', label: 'Fehlgeschlagen' },
    { value: 'succeeded', label: 'Gelungen' },
  ],
  kind: 'Jede Art',
  onlyNode: (name) => `Nur ${name} ✕`,
  goneNode: 'ein Knoten, der nicht mehr da ist',
  noMatchTitle: 'Kein Lauf passt',
  noMatchText: 'Nichts, was getan wurde, passt zum Filter.',
  clear: 'Filter aufheben',
  noneTitle: 'Auf einer Maschine wurde noch nichts getan',
  noneText:
    'Einen Knoten hinzufügen, ihn aktualisieren, ihn außer Betrieb nehmen: Jedes ist ein Lauf. Er läuft ohne diese Seite weiter, kann fortgesetzt werden, wo er scheiterte, und bleibt hier zum Nachsehen.',
}
