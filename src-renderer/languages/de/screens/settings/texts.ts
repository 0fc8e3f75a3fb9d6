import type { Role } from '../../../../data/queries.ts'
import type { texts as english } from '../../../../screens/settings/texts.ts'

const owners: Readonly<Record<Role, string>> = { owner: 'Besitzer', operator: 'Operatoren', viewer: 'alle' }
const roles: Readonly<Record<Role, string>> = { owner: 'Besitzer', operator: 'Operator', viewer: 'Betrachter' }

export const texts: typeof english = {
  title: 'Einstellungen',
  sections: 'Bereiche der Einstellungen',
  closedTitle: (label) => `${label}: nicht mit Ihrer Rolle`,
  closed: (least, role) => `Das ist für ${owners[least]}. Sie sind als ${roles[role]} angemeldet.`,
  closedShort: (least) => `Für ${owners[least]}`,
  toSettings: 'Alle Einstellungen',
  firstRun: 'Erste Schritte',
}
