import type { texts as english } from '../../../../parts/dialogs/signed-link-texts.ts'

export const texts: typeof english = {
  title: (path) => `Ein Link, um ${path} anzusehen`,
  intro:
    'Wer den Link hat, darf mit dem Zusehen beginnen, bis seine Zeit um ist; wer begonnen hat, sieht weiter zu. Er zählt, wo der Stream nur mit signierten Links zu sehen ist.',
  validFor: 'Gültig für',
  validHint: 'Er lässt sich so oft neu erstellen, wie er gebraucht wird.',
  lifetimes: [
    { value: '1h', label: '1 Stunde' },
    { value: '24h', label: '1 Tag' },
    { value: '7d', label: '7 Tage' },
    { value: '30d', label: '30 Tage' },
  ],
  ip: 'Nur von',
  ipHint: 'Eine Adresse oder ein Netz. Telefone wechseln ihre unterwegs.',
  anywhere: 'überall',
  make: 'Link erstellen',
  makeKey: 'Signaturschlüssel und Link erstellen',
  keyLabel: 'Links, im Panel erstellt',
  failed: 'Es wurde kein Link erstellt.',
  noKey: 'Es ist nichts da, womit er signiert werden könnte.',
  noKeyText:
    'Zuerst wird ein Signaturschlüssel für alle Streams erstellt. Wird er widerrufen, endet jeder Link, der damit signiert wurde.',
  made: 'Ein Link zum Zusehen',
  until: (time) => `Er lässt sich bis ${time} öffnen.`,
  revoked: 'Vorher endet er nur mit dem Schlüssel, der ihn signiert hat.',
  hls: 'Für Browser und Player (HLS)',
  flv: 'Mit weniger Verzögerung (HTTP-FLV)',
  query: 'Hinter dem Fragezeichen der Adresse',
  copy: 'Link kopieren',
  done: 'Fertig',
}
