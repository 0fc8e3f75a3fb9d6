import { counted } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/stream-policies/texts.ts'

export const texts: typeof english = {
  title: 'Stream-Regeln',
  back: 'Streams',
  failed: 'Die Stream-Regeln konnten nicht gelesen werden.',
  count: (policies) => counted(policies, 'Regel', 'Regeln'),
  caption: 'Stream-Regeln, in der Reihenfolge ihrer Muster',
  add: 'Regel hinzufügen',
  none: 'Noch keine Regel',
  noneText:
    'Jeder Stream darf einmal gesendet und überall abgespielt werden. Eine Regel bestimmt es anders: wer übernehmen darf, in welchen Regionen und auf wie vielen Knoten er sein darf und wie viele zuschauen dürfen.',
  columns: { pattern: 'Streams', says: 'Was sie sagt', live: 'Jetzt live', changed: 'Geändert', actions: 'Aktionen' },
  nobody: 'keiner',
  by: (who) => `von ${who}`,
  edit: 'Bearbeiten',
  editOf: (pattern) => `Regel ${pattern} bearbeiten`,
  remove: 'Entfernen',
  removeOf: (pattern) => `Regel ${pattern} entfernen`,
}
