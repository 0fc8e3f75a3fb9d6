import type { texts as english } from '../../../../screens/account/passkeys-texts.ts'

export const texts: typeof english = {
  title: 'Passkeys',
  failed: 'Ihre Passkeys konnten nicht gelesen werden.',
  about:
    'Ein Passkey meldet Sie mit Fingerabdruck, Gesicht oder der PIN Ihres Geräts an. Er lässt sich nicht erraten, nicht aufschreiben und nicht versehentlich weitergeben.',
  impossible:
    'Browser haben Passkeys nur unter einem Namen, mit TLS oder auf genau diesem Rechner. Um einen zu verwenden, öffnen Sie das Panel als https://NAME oder auf dem Rechner des Origins als http://localhost.',
  add: 'Passkey hinzufügen',
  addTitle: 'Passkey hinzufügen',
  addIntro:
    'Ihr Browser fragt gleich, wo er aufbewahrt werden soll: auf diesem Gerät, auf einem Telefon oder auf einem Sicherheitsschlüssel.',
  name: 'Name',
  nameHint: 'Um ihn von anderen zu unterscheiden: „Laptop“, „blauer Schlüssel“.',
  make: 'Weiter',
  addFailed: 'Es wurde kein Passkey hinzugefügt.',
  added: 'Der Passkey wurde hinzugefügt',
  made: (rp_id, at) => `für ${rp_id}, erstellt am ${at}`,
  used: ', benutzt',
  remove: 'Entfernen',
  removeOf: (name) => `Passkey ${name} entfernen`,
  removeTitle: (name) => `Passkey ${name} entfernen?`,
  removeEffect:
    'Er meldet Sie dann nicht mehr an. Entfernen Sie ihn auch auf dem Gerät, sonst bietet er sich weiterhin an.',
  removeFailed: 'Der Passkey wurde nicht entfernt.',
  removed: (name) => `${name} wurde entfernt`,
}
