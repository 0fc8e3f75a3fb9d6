import type { OperatorRole } from '#contract/operators.ts'
import { counted } from '../../../../../parts/format.ts'
import type { texts as english } from '../../../../../screens/settings/operators/texts.ts'

const roles: Readonly<Record<OperatorRole, string>> = { owner: 'Besitzer', operator: 'Operator', viewer: 'Betrachter' }

export const texts: typeof english = {
  title: 'Operatoren',
  failed: 'Die Operatoren konnten nicht gelesen werden.',
  about:
    'Alle, die sich anmelden dürfen. Besitzer bestimmen, wer das ist; Operatoren steuern Knoten und Streams; Betrachter sehen zu. Was jeder tut, steht mit Namen im Aktivitätsprotokoll.',
  list: 'Wer sich anmelden darf',
  caption: 'Operatoren, nach Namen geordnet',
  columns: {
    name: 'Name',
    role: 'Rolle',
    ways: 'Meldet sich an mit',
    last: 'Zuletzt angemeldet',
    actions: 'Aktionen',
  },
  roles,
  roleChoices: [
    { value: 'viewer', label: roles.viewer, description: 'Sieht alles, ändert nichts.' },
    {
      value: 'operator',
      label: roles.operator,
      description: 'Steuert Knoten und Streams und lässt Maschinen beitreten.',
    },
    { value: 'owner', label: roles.owner, description: 'Darf alles: Operatoren, Sicherungen, Zertifikate.' },
  ],
  you: 'Sie',
  invited: 'eingeladen',
  ways: ({ has_password, has_totp, passkeys }) => {
    const words = [
      has_password ? (has_totp ? 'Passwort und Code' : 'Passwort') : null,
      passkeys > 0 ? counted(passkeys, 'Passkey') : null,
    ].filter((word) => word !== null)
    return words.length === 0 ? 'nur Links' : words.join(', ')
  },
  never: 'nie',
  link: 'Anmeldelink',
  linkOf: (name) => `Anmeldelink für ${name}`,
  change: 'Rolle ändern',
  changeOf: (name) => `Rolle von ${name} ändern`,
  remove: 'Entfernen',
  removeOf: (name) => `${name} entfernen`,
  lastOwner: 'Der einzige Besitzer: Einer muss es sein',

  invite: 'Operator einladen',
  inviteTitle: 'Operator einladen',
  inviteIntro:
    'Sie erhalten einen Link zum Weitergeben. Er gilt einmal; wer ihn öffnet, ist angemeldet und wählt dann ein Passwort oder einen Passkey.',
  name: 'Name',
  nameHint: 'Damit meldet sich die Person an. Er lässt sich ändern.',
  role: 'Rolle',
  validFor: 'Der Link gilt',
  lifetimes: [
    { value: '86400000', label: '1 Tag' },
    { value: '259200000', label: '3 Tage' },
    { value: '1209600000', label: '14 Tage' },
  ],
  makeInvitation: 'Link erstellen',
  inviteFailed: 'Es wurde niemand eingeladen.',
  onceText: (name) =>
    `Geben Sie dies ${name} auf einem Weg, den sonst niemand mitliest. Der Link wird nur dieses eine Mal angezeigt und gilt einmal.`,
  linkLabel: 'Anmeldelink',
  copyLink: 'Link kopieren',
  linkUntil: (at) => `Er kann bis ${at} geöffnet werden.`,
  done: 'Fertig',

  linkTitle: (name) => `Anmeldelink für ${name}?`,
  linkEffect:
    'Für jemanden, der das Passwort oder den zweiten Faktor verloren hat. Der Link gilt einmal und einen Tag lang; frühere Links dieser Person enden jetzt. Geben Sie ihn nur ihr: Wer ihn öffnet, ist diese Person.',
  makeLink: 'Link erstellen',
  linkFailed: 'Es wurde kein Link erstellt.',

  changeTitle: (name) => `Was darf ${name}?`,
  changeConfirm: 'Rolle ändern',
  changeFailed: 'Die Rolle wurde nicht geändert.',
  changed: (name, role) => `${name} ist jetzt ${roles[role]}`,
  changeEffect: 'Das gilt ab dem nächsten Klick, in jedem Browser und für jeden API-Schlüssel dieser Person.',

  removeTitle: (name) => `${name} entfernen?`,
  removeEffect: ({ sessions, api_keys }) =>
    `${counted(sessions, 'Sitzung', 'Sitzungen')} und ${counted(api_keys, 'API-Schlüssel', 'API-Schlüssel')} enden sofort, und kein Link und kein Passwort lässt diese Person wieder herein. Was sie getan hat, bleibt im Aktivitätsprotokoll.`,
  removeKeys: 'Programme, die diese Schlüssel benutzen, funktionieren dann nicht mehr.',
  reason: 'Grund',
  reasonHint: 'Für alle, die sich später fragen, warum. Er steht mit Ihrem Namen im Aktivitätsprotokoll.',
  removeFailed: 'Der Operator wurde nicht entfernt.',
  removed: (name) => `${name} wurde entfernt`,
}
