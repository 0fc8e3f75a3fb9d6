import { inLanguage } from '../../languages/catalogue.ts'

/** Every text of one's passkeys. */
export const texts = inLanguage('screens/account/passkeys-texts', {
  title: 'Passkeys',
  failed: 'Your passkeys could not be read.',
  about:
    'A passkey signs you in by your fingerprint, your face or the PIN of your device. It cannot be guessed, written down or given away by mistake.',
  impossible:
    'Browsers have passkeys only at a name, with TLS or on this very computer. Open the panel as https://NAME, or on the origin’s computer as http://localhost, to use one.',
  add: 'Add a passkey',
  addTitle: 'Add a passkey',
  addIntro: 'Your browser asks next where it shall be kept: on this device, on a phone, or on a security key.',
  name: 'Name',
  nameHint: 'To tell it from others: “laptop”, “blue key”.',
  make: 'Go on',
  addFailed: 'No passkey was added.',
  added: 'The passkey was added',
  made: (rp_id: string, at: string) => `for ${rp_id}, made ${at}`,
  used: ', used',
  remove: 'Remove',
  removeOf: (name: string) => `Remove the passkey ${name}`,
  removeTitle: (name: string) => `Remove the passkey ${name}?`,
  removeEffect: 'It does not sign you in any more. Remove it on the device, too, or it goes on offering itself.',
  removeFailed: 'The passkey was not removed.',
  removed: (name: string) => `${name} was removed`,
})
