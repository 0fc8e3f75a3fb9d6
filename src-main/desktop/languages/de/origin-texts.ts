import type { originTexts as english } from '../../origin-texts.ts'

export const originTexts: typeof english = () => ({
  choose: 'Origin wählen',
  which: 'Welcher Origin?',
  nowHere: 'Headwater betreibt seinen Origin auf diesem Rechner.',
  nowAt: (host) => `Headwater zeigt den Origin auf ${host}.`,
  here: 'Der Origin auf diesem Rechner',
  hereText: 'Headwater startet neu und betreibt einen eigenen Origin.',
  useHere: 'Diesen Rechner verwenden',
  elsewhere: 'Ein Origin auf einem anderen Rechner',
  address: 'Adresse',
  look: 'Ansehen',
  signIn: 'Die Anmeldung dort ist wie in einem Browser.',
  hereStops: 'Der Origin auf diesem Rechner hält an, seine Daten bleiben.',
  back: 'Zurück',

  looking: 'Wird angesehen',
  lookingAt: (host) => `${host} wird angesehen`,
  moment: 'Einen Moment.',

  isIt: 'Ist das der Origin?',
  answersAt: (address) => `Unter ${address} antwortet ein Origin.`,
  trusted: 'Sein Zertifikat kommt von einer Zertifizierungsstelle, der dieser Rechner vertraut.',
  withoutTls: 'Er wird über diesen Rechner selbst erreicht, ohne TLS.',
  compare:
    'Sein Zertifikat kommt von einer eigenen Zertifizierungsstelle. Den Fingerabdruck ihres Schlüssels mit dem vergleichen, den das Panel dort unter Einstellungen, Zertifikate zeigt oder den die Betreiber auf anderem Weg mitteilen:',
  notTheSame: (host) =>
    `Sind beide nicht gleich, hört womöglich jemand dazwischen mit. Von hier an gilt nur noch, was diese Zertifizierungsstelle unterschreibt, als ${host}.`,
  cancel: 'Abbrechen',
  connect: 'Verbinden',
  connectSame: 'Er ist gleich: verbinden',

  noAddress: 'Die Adresse des Origins eingeben, wie sie in der Adresszeile eines Browsers steht.',
  badAddress: (typed) => `${typed} ist keine Adresse. Eine Adresse sieht aus wie https://origin.example.com:8090.`,
  withPassword: 'In einer Adresse stehen weder Benutzername noch Passwort. Angemeldet wird danach.',
  openHttp: (host) => `Über http könnten alle dazwischen das Passwort lesen. Stattdessen: https://${host}.`,
  otherScheme: (scheme) => `Ein Origin wird mit https erreicht, nicht mit ${scheme}.`,

  tunnelSilent: (host) => `Unter ${host} antwortet nichts. Ist der Tunnel zum Origin offen?`,
  strangeAuthority: (host) =>
    `Das Zertifikat von ${host} kommt von einer Zertifizierungsstelle, die weder dieser Rechner kennt noch ${host} zeigt.`,
  wrongName: (host, name) =>
    `Das Zertifikat, das ${host} zeigt, gilt nicht für ${name} oder ist abgelaufen. Den Namen verwenden, für den es gilt, oder am Origin advertise_host setzen.`,
  nameUnknown: (host) => `Der Name in ${host} lässt sich von diesem Rechner aus nicht auflösen.`,
  refused: (host) => `Unter ${host} antwortet nichts. Läuft der Origin, und ist das sein Port?`,
  noTls: (host) => `Was unter ${host} antwortet, spricht kein TLS. Ist das der Port des Origins?`,
  silent: (host) => `Von ${host} kam keine Antwort. Wahrscheinlich eine Firewall oder eine falsche Adresse.`,
  noOrigin: (host) => `Was unter ${host} antwortet, ist kein Origin von Headwater.`,
  notLooked: (error) => `Er konnte nicht angesehen werden: ${error}.`,
})
