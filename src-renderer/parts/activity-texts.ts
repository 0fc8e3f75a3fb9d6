import { inLanguage } from '../languages/catalogue.ts'

/** Every text of the list of recorded facts and of its filters. */
export const texts = inLanguage('parts/activity-texts', {
  title: 'Activity',
  reading: 'Reading …',
  older: 'Show older facts',
  noneOfThese: 'Nothing of this kind is recorded.',
  none: 'Nothing recorded yet. Every change will appear here.',
  failed: 'The activity could not be read.',
  by: (actor: string) => `by ${actor}`,
  words: { info: 'information', warning: 'warning', error: 'error' },

  severity: 'Severity',
  kind: 'Kind',
  severities: [
    { value: 'info', label: 'All severities' },
    { value: 'warning', label: 'Warnings and errors' },
    { value: 'error', label: 'Errors' },
  ],
  all: { value: '', label: 'All kinds' },
  kinds: {
    node: 'Nodes',
    session: 'Streams',
    relay: 'Relays',
    rolling_drain: 'Rolling drains',
    live_state: 'Live state',
    alert: 'Alerts',
    alerts: 'Notifications',
    operator: 'Operators',
    enrollment_token: 'Enrollment tokens',
    api_key: 'API keys',
  },
})
