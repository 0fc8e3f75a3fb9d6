import { inLanguage } from '../../languages/catalogue.ts'

/** What the sections of the settings are called, and what is found in each. */
export const texts = inLanguage('screens/settings/sections-texts', {
  groups: {
    installation: 'Installation',
    streams: 'Streams',
    people: 'People and programs',
    program: 'This program',
  },
  sections: {
    cluster: {
      label: 'Cluster',
      about: 'What the origin runs with: every setting, its default, and where it was set.',
    },
    certificates: {
      label: 'Certificates',
      about: 'What the origin proves itself with, until when, and how the next one is coming along.',
    },
    security: {
      label: 'Security',
      about: 'What of this origin could be safer: encryption, keys, second factors, backups.',
    },
    notifications: {
      label: 'Notifications',
      about: 'What is the matter, who is told of it by webhook, e-mail or desktop, and what was sent.',
    },
    backups: {
      label: 'Backups',
      about: 'Copies of everything that the origin knows. Make one now, keep one elsewhere.',
    },
    'cluster-tokens': {
      label: 'Cluster tokens',
      about: 'What boxes join with again and again: made, replaced with an overlap, revoked.',
    },
    'removed-members': {
      label: 'Removed members',
      about: 'Nodes that left or were removed, and how each of them can come back.',
    },
    'host-keys': {
      label: 'Host keys',
      about: 'By which keys machines are known over SSH; to replace one after a reinstallation.',
    },
    'stream-access': {
      label: 'Stream access',
      about: 'Who may publish and who may watch: stream keys, networks, for one stream or for many.',
    },
    operators: {
      label: 'Operators',
      about: 'Who may sign in, and what each of them may do. Invite, change, remove.',
    },
    sessions: {
      label: 'Sessions',
      about: 'Browsers that are signed in, of everybody, and how to end one.',
    },
    'api-keys': {
      label: 'API keys',
      about: 'What programs call the API with: scopes, expiry, revoking.',
    },
    'wall-displays': {
      label: 'Wall displays',
      about: 'Links for screens that only look, and how to sign them out.',
    },
    about: {
      label: 'About and updates',
      about:
        'Versions, where everything is kept, one file to send when asking for help; and what the desktop app does here.',
    },
  },
})
