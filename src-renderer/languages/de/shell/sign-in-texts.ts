import type { texts as english } from '../../../shell/sign-in-texts.ts'

export const texts: typeof english = {
  title: 'Anmelden',
  name: 'Name',
  password: 'Passwort',
  code: 'Code',
  codeHint: 'Sechs Ziffern aus Ihrer Authenticator-App oder einer Ihrer Wiederherstellungscodes.',
  signIn: 'Anmelden',
  otherName: 'Anderen Namen verwenden',
  refused: 'Sie sind nicht angemeldet.',
  codeWrong: 'Der Code wurde nicht angenommen.',
  passkey: 'Passkey verwenden',
  passkeyFailed: 'Der Passkey hat Sie nicht angemeldet.',
  linkTitle: 'Anmeldelink verwenden',
  linkText:
    'Ein Link meldet Sie ohne Passwort an und gilt einmal. Der Origin gibt beim Start einen aus. Für einen weiteren führen Sie dies auf dem Rechner aus, auf dem der Origin läuft, oder bitten Sie einen Besitzer darum:',
  linkCommand: 'Befehl',
  linkThen: 'Öffnen Sie die ausgegebene Adresse in diesem Browser.',

  proveTitle: 'Sind Sie es noch?',
  proveText:
    'Was Sie vorhaben, entscheidet darüber, wer hereindarf. Dafür ist ein Nachweis nötig, der nicht älter als 15 Minuten ist.',
  provePassword: 'Ihr Passwort',
  proveCode: 'Code Ihrer Authenticator-App',
  proveLink: 'Ein frischer Anmeldelink',
  proveLinkHint: 'Auf dem Rechner des Origins: npx headwater origin sign-in-link. Fügen Sie die Ausgabe hier ein.',
  proveByLink: 'Stattdessen Anmeldelink verwenden',
  proveByPassword: 'Stattdessen Passwort verwenden',
  prove: 'Weiter',
  proveRefused: 'Das war kein gültiger Nachweis.',
  cancel: 'Abbrechen',
  close: 'Schließen',

  setPassword: 'Passwort festlegen',
  setPasswordTitle: 'Sie sind über einen Link hereingekommen.',
  setPasswordText:
    'Links gelten einmal. Mit einem eigenen Passwort können Sie sich wieder anmelden, von jedem Rechner aus, der diesen Origin erreicht.',
  later: 'Später',
}
