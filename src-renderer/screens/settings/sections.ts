import type { Role } from '../../data/queries.ts'

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
    title: 'Installation',
    sections: [
      {
        path: 'cluster',
        label: 'Cluster',
        about: 'What the origin runs with: every setting, its default, and where it was set.',
        least: 'operator',
      },
      {
        path: 'certificates',
        label: 'Certificates',
        about: 'What the origin proves itself with, until when, and how the next one is coming along.',
        least: 'viewer',
      },
      {
        path: 'backups',
        label: 'Backups',
        about: 'Copies of everything that the origin knows. Make one now, keep one elsewhere.',
        least: 'owner',
      },
      {
        path: 'removed-members',
        label: 'Removed members',
        about: 'Nodes that left or were removed, and how each of them can come back.',
        least: 'viewer',
      },
    ],
  },
  {
    title: 'Streams',
    sections: [
      {
        path: 'stream-access',
        label: 'Stream access',
        about: 'Who may publish and who may watch: stream keys, networks, for one stream or for many.',
        least: 'viewer',
      },
    ],
  },
  {
    title: 'People and programs',
    sections: [
      {
        path: 'operators',
        label: 'Operators',
        about: 'Who may sign in, and what each of them may do. Invite, change, remove.',
        least: 'owner',
      },
      {
        path: 'sessions',
        label: 'Sessions',
        about: 'Browsers that are signed in, of everybody, and how to end one.',
        least: 'owner',
      },
      {
        path: 'api-keys',
        label: 'API keys',
        about: 'What programs call the API with: scopes, expiry, revoking.',
        least: 'viewer',
      },
      {
        path: 'wall-displays',
        label: 'Wall displays',
        about: 'Links for screens that only look, and how to sign them out.',
        least: 'operator',
      },
    ],
  },
]

export const sections: readonly Section[] = sectionGroups.flatMap((group) => group.sections)
