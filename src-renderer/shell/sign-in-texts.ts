import { inLanguage } from '../languages/catalogue.ts'

/** Every text of signing in and of proving oneself again. */
export const texts = inLanguage('shell/sign-in-texts', {
  title: 'Sign in',
  name: 'Name',
  password: 'Password',
  code: 'Code',
  codeHint: 'Six digits of your authenticator app, or one of your recovery codes.',
  signIn: 'Sign in',
  otherName: 'Use another name',
  refused: 'You are not signed in.',
  codeWrong: 'The code was not accepted.',
  passkey: 'Use a passkey',
  passkeyFailed: 'The passkey did not sign you in.',
  linkTitle: 'Use a sign-in link',
  linkText:
    'A link signs you in without a password; it works once. The origin prints one when it starts. For another, run this on the computer where the origin runs, or ask an owner to make one for you:',
  linkCommand: 'Command',
  linkThen: 'Open the address that it prints, in this browser.',

  proveTitle: 'Is it still you?',
  proveText: 'What you asked for decides who may come in, so it wants a proof that is not older than 15 minutes.',
  provePassword: 'Your password',
  proveCode: 'Code of your authenticator app',
  proveLink: 'A fresh sign-in link',
  proveLinkHint: 'On the computer of the origin: npx headwater origin sign-in-link. Paste what it prints.',
  proveByLink: 'Use a sign-in link instead',
  proveByPassword: 'Use your password instead',
  prove: 'Go on',
  proveRefused: 'That did not prove it.',
  cancel: 'Cancel',
  close: 'Close',

  setPassword: 'Set a password',
  setPasswordTitle: 'You came in by a link.',
  setPasswordText:
    'Links work once. With a password of your own you can sign in again, from any computer that reaches this origin.',
  later: 'Not now',
})
