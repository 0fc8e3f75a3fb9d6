import { inLanguage } from '../../languages/catalogue.ts'
import { counted } from '../../parts/format.ts'

/** Every text of the second factor. */
export const texts = inLanguage('screens/account/second-factor-texts', {
  title: 'Second factor',
  since: 'On for',
  none: 'A code of an app on your phone is then asked for after the password: who has learned the password cannot come in with it.',
  noPassword: 'It is asked for after a password, and you have none yet.',
  setUp: 'Set up an authenticator app',
  setUpTitle: 'Set up an authenticator app',
  scan: 'Scan this with the app, or type the secret into it. Then enter the code that it shows.',
  qr: 'QR code for the authenticator app; the secret below says the same',
  secret: 'Secret',
  code: 'Code of the app',
  codeHint: 'Six digits.',
  confirm: 'Turn it on',
  beginFailed: 'It cannot be set up.',
  confirmFailed: 'It was not turned on.',
  codesTitle: 'Your recovery codes',
  codesText:
    'Each of these lets you in once in place of the code, for the day the phone is gone. They are shown this once: print them, or keep them with your passwords.',
  codesLabel: 'Recovery codes',
  copyCodes: 'Copy the codes',
  done: 'I have kept them',
  codesLeft: (left: number) => `${counted(left, 'recovery code')} left.`,
  fewCodes: 'Few recovery codes are left.',
  newCodes: 'New recovery codes',
  newCodesTitle: 'Make new recovery codes?',
  newCodesEffect: 'Those that you have are good no more.',
  newCodesFailed: 'No recovery codes were made.',
  end: 'Turn it off',
  endTitle: 'Turn the second factor off?',
  endEffect: 'The password alone lets you in then. The recovery codes go with it.',
  endFailed: 'It was not turned off.',
  ended: 'No code is asked for any more',
})
