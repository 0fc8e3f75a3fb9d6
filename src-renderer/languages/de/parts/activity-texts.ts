import type { texts as english } from '../../../parts/activity-texts.ts'

export const texts: typeof english = {
  title: 'Aktivität',
  reading: 'Wird gelesen …',
  older: 'Ältere Einträge zeigen',
  noneOfThese: 'Von dieser Art ist nichts aufgezeichnet.',
  none: 'Noch nichts aufgezeichnet. Jede Änderung erscheint hier.',
  failed: 'Die Aktivität konnte nicht gelesen werden.',
  by: (actor) => `von ${actor}`,
  words: { info: 'Information', warning: 'Warnung', error: 'Fehler' },

  severity: 'Schweregrad',
  kind: 'Art',
  severities: [
    { value: 'info', label: 'Alle Schweregrade' },
    { value: 'warning', label: 'Warnungen und Fehler' },
    { value: 'error', label: 'Fehler' },
  ],
  all: { value: '', label: 'Alle Arten' },
  kinds: {
    node: 'Knoten',
    session: 'Streams',
    relay: 'Relays',
    rolling_drain: 'Leeren der Reihe nach',
    live_state: 'Live-Zustand',
    alert: 'Alarme',
    alerts: 'Benachrichtigungen',
    operator: 'Operatoren',
    enrollment_token: 'Beitritts-Tokens',
    api_key: 'API-Schlüssel',
  },
}
