import type { texts as english } from '../../../../../screens/settings/stream-access/texts.ts'

export const texts: typeof english = {
  title: 'Stream-Zugang',
  about:
    'Wer senden und wer zuschauen darf. Ist hier nichts eingetragen, darf senden, wer aus einem Netz kommt, dem ein Knoten vertraut, und alle dürfen zuschauen. Knoten halten sich daran, auch während der Origin weg ist.',
  keys: 'Stream-Schlüssel',
  keysFailed: 'Die Stream-Schlüssel konnten nicht gelesen werden.',
  keysCaption: 'Stream-Schlüssel, die neuesten zuerst',
  keyColumns: {
    name: 'Schlüssel',
    pattern: 'Streams',
    used: 'Zuletzt benutzt',
    expires: 'Gültig bis',
    actions: 'Aktionen',
  },
  makeKey: 'Stream-Schlüssel erstellen',
  noKeys: 'Kein Stream-Schlüssel',
  noKeysText:
    'Mit einem Schlüssel kann ein Encoder von überall senden. Erstellen Sie einen und tragen Sie ihn mit der Adresse des Servers in OBS ein.',
  ended: 'Auch beendete zeigen',
  never: 'noch nie',
  usedAt: (stream, address) => `${stream} von ${address}`,
  forEver: 'bis zum Widerruf',
  states: { active: 'aktiv', expired: 'abgelaufen', revoked: 'widerrufen' },
  rotate: 'Ersetzen',
  rotateOf: (name) => `${name} ersetzen`,
  revoke: 'Widerrufen',
  revokeOf: (name) => `${name} widerrufen`,

  policies: 'Wer senden und zuschauen darf',
  policiesFailed: 'Die Zugangsregeln konnten nicht gelesen werden.',
  policiesCaption: 'Zugangsregeln, nach ihren Mustern geordnet',
  policyColumns: { pattern: 'Streams', says: 'Was sie besagt', actions: 'Aktionen' },
  addPolicy: 'Regel hinzufügen',
  noPolicies: 'Keine Zugangsregel',
  noPoliciesText:
    'Eine Regel verlangt von jedem Publisher einen Schlüssel oder hält Publisher und Zuschauer aus manchen Netzen fern, für einen Stream oder für viele.',
  webhookResults: 'Wie die Webhooks zuletzt geantwortet haben',
  webhookOutcomes: { yes: 'lässt ein', no: 'weist ab', failed: 'keine Antwort' },
  webhookAction: {
    on_publish: 'zu einem Publisher',
    on_play: 'zu einem Zuschauer',
    on_done: 'zum Ende eines Publishers',
    test: 'als Test',
  },
  webhookFailed: 'Der Webhook wurde nicht gefragt.',
  testWebhook: 'Webhook testen',
  testWebhookOf: (pattern) => `Webhook von ${pattern} testen`,
  edit: 'Bearbeiten',
  editOf: (pattern) => `Zugangsregel ${pattern} bearbeiten`,
  remove: 'Entfernen',
  removeOf: (pattern) => `Zugangsregel ${pattern} entfernen`,
}
