import { counted } from '../../../../../parts/format.ts'
import type { texts as english } from '../../../../../screens/settings/wall-displays/texts.ts'

export const texts: typeof english = {
  title: 'Wandanzeigen',
  failed: 'Die Wandlinks konnten nicht gelesen werden.',
  about:
    'Ein Link für einen Bildschirm an der Wand: Wer ihn öffnet, sieht, was ein Betrachter sieht, und ändert nichts. Er lässt sich immer wieder öffnen, bis er endet, damit der Bildschirm nach einem Stromausfall zurückfindet. Widerrufen Sie ihn, und seine Bildschirme sind abgemeldet.',
  list: 'Gültige Links',
  caption: 'Wandlinks, die neuesten zuerst',
  columns: {
    name: 'Name',
    whose: 'Erstellt von',
    screens: 'Jetzt angemeldet',
    used: 'Zuletzt benutzt',
    until: 'Endet',
    actions: 'Aktionen',
  },
  screens: (screens) => counted(screens, 'Bildschirm', 'Bildschirme'),
  never: 'nie',
  none: 'Keine Wandanzeige',
  noneText:
    'Erstellen Sie einen Link, öffnen Sie ihn einmal im Browser des Bildschirms und lassen Sie dort die Übersicht oder die Topologie stehen.',
  create: 'Wandlink erstellen',
  createTitle: 'Wandlink erstellen',
  name: 'Name',
  nameHint: 'Wo der Bildschirm hängt.',
  validFor: 'Gültig für',
  lifetimes: [
    { value: '604800000', label: '7 Tage' },
    { value: '2592000000', label: '30 Tage' },
    { value: '31536000000', label: '1 Jahr' },
  ],
  make: 'Link erstellen',
  createFailed: 'Es wurde kein Link erstellt.',
  onceText:
    'Öffnen Sie dies im Browser des Bildschirms. Der Link wird nur dieses eine Mal angezeigt; wer ihn hat, darf zusehen, bis er endet.',
  linkLabel: 'Wandlink',
  copy: 'Link kopieren',
  done: 'Fertig',
  revoke: 'Widerrufen',
  revokeOf: (name) => `${name} widerrufen`,
  revokeTitle: (name) => `${name} widerrufen?`,
  revokeEffect: (screens) =>
    screens === 0
      ? 'Der Link öffnet nichts mehr.'
      : `Der Link öffnet nichts mehr, und ${counted(screens, 'Bildschirm wird', 'Bildschirme werden')} sofort abgemeldet.`,
  revokeFailed: 'Der Link wurde nicht widerrufen.',
  revoked: (name) => `${name} wurde widerrufen`,
}
