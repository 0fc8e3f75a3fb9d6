import type { Role } from '../../data/queries.ts'
import { inLanguage } from '../../languages/catalogue.ts'

const owners: Readonly<Record<Role, string>> = { owner: 'owners', operator: 'operators', viewer: 'everybody' }

/** Texts that stand around every section of the settings. */
export const texts = inLanguage('screens/settings/texts', {
  title: 'Settings',
  sections: 'Sections of the settings',
  closedTitle: (label: string) => `${label}: not with your role`,
  closed: (least: Role, role: Role) => `This is for ${owners[least]}. You are signed in as ${role}.`,
  closedShort: (least: Role) => `For ${owners[least]}`,
  toSettings: 'All settings',
  firstRun: 'First steps',
})
