import type { OperatorRole } from '#contract/operators.ts'
import type { texts as english } from '../../../../../screens/settings/api-keys/texts.ts'

const roles: Readonly<Record<OperatorRole, string>> = { owner: 'Besitzer', operator: 'Operator', viewer: 'Betrachter' }

export const texts: typeof english = {
  title: 'API-Schlüssel',
  failed: 'Die API-Schlüssel konnten nicht gelesen werden.',
  about:
    'Mit einem Schlüssel ruft ein Programm die API in Ihrem Namen auf. Er darf nie mehr als Sie und nur, was seine Berechtigungen sagen; keiner kann ändern, wer hereindarf. Geben Sie jedem Programm einen eigenen, damit Sie ihn widerrufen können, ohne die anderen zu berühren.',
  list: 'Schlüssel',
  caption: 'API-Schlüssel, die neuesten zuerst',
  columns: {
    name: 'Name',
    whose: 'Gehört',
    scopes: 'Darf',
    used: 'Zuletzt benutzt',
    expires: 'Gültig bis',
    actions: 'Aktionen',
  },
  mine: 'Meine',
  everybodys: 'Alle',
  whose: 'Wessen Schlüssel',
  ended: 'Auch beendete zeigen',
  none: 'Kein API-Schlüssel',
  noneText:
    'Programme, die diese Installation steuern oder auslesen, brauchen einen: Skripte, Dashboards, ein anderer Leitstand.',
  everything: (role) => `alles, was die Rolle ${roles[role as OperatorRole] ?? role} darf`,
  scopes: {
    read: 'lesen',
    nodes: 'Knoten',
    streams: 'Streams',
    tokens: 'Beitritts-Tokens',
    provisioning: 'Bereitstellung',
    admin: 'Verwaltung',
  },
  scopeChoices: [
    { value: 'read', label: 'Lesen', description: 'Alles, was Sie sehen dürfen.' },
    {
      value: 'nodes',
      label: 'Knoten',
      description: 'Knoten leeren, wieder aufnehmen und entfernen; Leeren der Reihe nach.',
    },
    {
      value: 'streams',
      label: 'Streams',
      description: 'Streams beenden, Regeln, Plätze, wer senden und wiedergeben darf.',
    },
    {
      value: 'tokens',
      label: 'Beitritts-Tokens',
      description: 'Erstellen und widerrufen, womit Maschinen beitreten.',
    },
    { value: 'provisioning', label: 'Bereitstellung', description: 'Maschinen über SSH ansehen.' },
    { value: 'admin', label: 'Verwaltung', description: 'Sicherungen, Einstellungen, Zertifikate.' },
  ],
  never: 'nie',
  forEver: 'bis zum Widerruf',
  states: { active: 'aktiv', expired: 'abgelaufen', revoked: 'widerrufen' },
  revoke: 'Widerrufen',
  revokeOf: (name) => `${name} widerrufen`,
  revokeTitle: (name) => `${name} widerrufen?`,
  revokeEffect:
    'Das Programm, das ihn benutzt, wird ab seinem nächsten Aufruf abgewiesen. Ein widerrufener Schlüssel kommt nicht zurück.',
  revokeFailed: 'Der Schlüssel wurde nicht widerrufen.',
  revoked: (name) => `${name} wurde widerrufen`,

  create: 'API-Schlüssel erstellen',
  createTitle: 'API-Schlüssel erstellen',
  name: 'Name',
  nameHint: 'Für welches Programm er ist.',
  may: 'Was er darf',
  asViewer: 'Sie sind Betrachter: Ihre Schlüssel können lesen, was immer ihnen sonst gegeben wird.',
  validFor: 'Gültig für',
  lifetimes: [
    { value: '604800000', label: '7 Tage' },
    { value: '7776000000', label: '90 Tage' },
    { value: '31536000000', label: '1 Jahr' },
    { value: 'never', label: 'Bis zum Widerruf' },
  ],
  make: 'Schlüssel erstellen',
  createFailed: 'Es wurde kein Schlüssel erstellt.',
  onceText:
    'Legen Sie ihn als Geheimnis dort ab, wo das Programm ihn liest. Er wird nur dieses eine Mal angezeigt; der Origin selbst behält keine Kopie.',
  keyLabel: 'API-Schlüssel',
  copy: 'Schlüssel kopieren',
  use: 'Programme senden ihn mit jedem Aufruf:',
  done: 'Fertig',
}
