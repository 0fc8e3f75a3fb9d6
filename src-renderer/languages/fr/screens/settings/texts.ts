import type { Role } from '../../../../data/queries.ts'
import type { texts as english } from '../../../../screens/settings/texts.ts'

const owners: Readonly<Record<Role, string>> = {
  owner: 'aux propriétaires',
  operator: 'aux opérateurs',
  viewer: 'à tous',
}
const roles: Readonly<Record<Role, string>> = { owner: 'propriétaire', operator: 'opérateur', viewer: 'observateur' }

export const texts: typeof english = {
  title: 'Paramètres',
  sections: 'Sections des paramètres',
  closedTitle: (label) => `${label} : pas avec votre rôle`,
  closed: (least, role) =>
    `Cette section est réservée ${owners[least]}. Vous êtes connecté en tant que ${roles[role]}.`,
  closedShort: (least) => `Réservé ${owners[least]}`,
  toSettings: 'Tous les paramètres',
  firstRun: 'Premiers pas',
}
