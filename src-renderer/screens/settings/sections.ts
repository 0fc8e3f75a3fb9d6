import type { Role } from '../../data/queries.ts'
import { texts } from './sections-texts.ts'

/** One section of the settings. */
export interface Section {
  /** Its address below `/settings/`. */
  readonly path: string
  readonly label: string
  /** What is found there, for the list of all. */
  readonly about: string
  /** The role that it takes to open it, at least. */
  readonly least: Role
}

/** Sections that belong together. */
export interface SectionGroup {
  readonly title: string
  readonly sections: readonly Section[]
}

export const sectionGroups: readonly SectionGroup[] = [
  {
    title: texts.groups.installation,
    sections: [
      { path: 'cluster', ...texts.sections.cluster, least: 'operator' },
      { path: 'certificates', ...texts.sections.certificates, least: 'viewer' },
      { path: 'security', ...texts.sections.security, least: 'owner' },
      { path: 'notifications', ...texts.sections.notifications, least: 'operator' },
      { path: 'backups', ...texts.sections.backups, least: 'owner' },
      { path: 'cluster-tokens', ...texts.sections['cluster-tokens'], least: 'operator' },
      { path: 'removed-members', ...texts.sections['removed-members'], least: 'viewer' },
      { path: 'host-keys', ...texts.sections['host-keys'], least: 'viewer' },
    ],
  },
  {
    title: texts.groups.streams,
    sections: [{ path: 'stream-access', ...texts.sections['stream-access'], least: 'viewer' }],
  },
  {
    title: texts.groups.people,
    sections: [
      { path: 'operators', ...texts.sections.operators, least: 'owner' },
      { path: 'sessions', ...texts.sections.sessions, least: 'owner' },
      { path: 'api-keys', ...texts.sections['api-keys'], least: 'viewer' },
      { path: 'wall-displays', ...texts.sections['wall-displays'], least: 'operator' },
    ],
  },
  {
    title: texts.groups.program,
    sections: [{ path: 'about', ...texts.sections.about, least: 'viewer' }],
  },
]

export const sections: readonly Section[] = sectionGroups.flatMap((group) => group.sections)
