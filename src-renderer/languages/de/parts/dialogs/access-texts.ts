import type { texts as english } from '../../../../parts/dialogs/access-texts.ts'
import { counted } from '../../../../parts/format.ts'

export const texts: typeof english = {
  keyTitle: 'Stream-Schlüssel erstellen',
  keyIntro:
    'Wer den Schlüssel hat, darf senden. Geben Sie jedem Encoder einen eigenen: Dann lässt sich einer ohne die anderen widerrufen, und Sie sehen, welcher gekommen ist.',
  pattern: 'Für welche Streams',
  patternHint: 'app/name für einen; app/show-* für alle, die so beginnen; app/* für eine App; * für alle.',
  label: 'Name',
  labelHint: 'Wem er gehört oder welcher Encoder ihn hat.',
  validFor: 'Gültig für',
  lifetimes: [
    { value: '24h', label: '1 Tag' },
    { value: '7d', label: '7 Tage' },
    { value: '90d', label: '90 Tage' },
    { value: 'never', label: 'Bis er widerrufen wird' },
  ],
  makeKey: 'Schlüssel erstellen',
  keyFailed: 'Es wurde kein Schlüssel erstellt.',
  keyMade: 'Ihr Stream-Schlüssel',
  keyOnce:
    'Diese beiden Angaben gehören in den Encoder. Der Schlüssel wird nur dieses eine Mal gezeigt; der Origin behält keine lesbare Kopie.',
  obs: 'In OBS: Einstellungen, Stream, Plattform „Benutzerdefiniert“.',
  server: 'Server',
  streamKey: 'Stream-Schlüssel',
  copyBoth: 'Beide kopieren',
  noServer:
    'Im Moment nimmt kein Knoten Publisher an; als Server lässt sich die Adresse eines beliebigen Knotens eintragen.',
  nameIn: 'Setzen Sie den Namen des Streams an die Stelle von NAME.',
  done: 'Fertig',

  rotate: 'Ersetzen',
  rotateTitle: (name) => `${name} ersetzen?`,
  rotateEffect:
    'Ein weiterer Schlüssel wird für dieselben Streams erstellt. Der bisherige lässt Encoder noch so lange herein, wie Sie es hier sagen; wer mit ihm live ist, bleibt es, bis er aufhört.',
  rotateFailed: 'Der Schlüssel wurde nicht ersetzt.',
  overlap: 'Beide gelten noch',
  overlaps: [
    { value: '0s', label: 'gar nicht: der alte endet jetzt' },
    { value: '1h', label: 'eine Stunde' },
    { value: '24h', label: 'einen Tag' },
    { value: '168h', label: 'eine Woche' },
  ],

  revoke: 'Widerrufen',
  revokeTitle: (name) => `${name} widerrufen?`,
  revokeEffect: 'Damit kommt niemand mehr herein. Ein widerrufener Schlüssel kommt nicht zurück.',
  revokeDisconnect: 'Auch Publisher beenden, die damit hereingekommen sind',
  revokeDisconnectHint: 'Auf einem Knoten, der gerade fehlt, sobald er wieder da ist.',
  revokeFailed: 'Der Schlüssel wurde nicht widerrufen.',
  revoked: (name, ended) =>
    ended === 0
      ? `${name} wurde widerrufen`
      : `${name} wurde widerrufen, ${counted(ended, 'Publisher', 'Publisher')} beendet`,

  newPolicy: 'Wer darf senden, und wer darf zusehen?',
  editPolicy: (pattern) => `Wer darf ${pattern} senden und ansehen?`,
  publish: 'Publisher werden eingelassen',
  publishWith: [
    {
      value: 'network_or_key',
      label: 'Mit einem Schlüssel oder aus einem Netz, dem der Knoten vertraut',
      description: 'Wie ohne Regel: publish_allow des Knotens sagt, welche Netze das sind.',
    },
    { value: 'key', label: 'Nur mit einem Schlüssel', description: 'Egal, woher sie kommen.' },
  ],
  play: 'Zuschauer werden eingelassen',
  playWith: [
    { value: 'open', label: 'Alle', description: 'Wie ohne Regel.' },
    {
      value: 'signed_url',
      label: 'Nur mit einem signierten Link',
      description: 'Erstellt auf der Seite des Streams oder von Ihrem eigenen Programm mit einem Signaturschlüssel.',
    },
  ],
  webhooks: {
    on_publish_url: 'Bei jedem Publisher fragen (Webhook)',
    on_play_url: 'Bei jedem Zuschauer fragen (Webhook)',
    on_done_url: 'Melden, wenn ein Publisher fertig ist (Webhook)',
  },
  nobodyAsked: 'niemand wird gefragt',
  webhookWrong: 'Eine Adresse mit http:// oder https://, ohne Namen und Passwort darin.',
  failOpen: 'Einlassen, wenn keine Antwort kommt',
  failOpenHint: 'Sonst werden sie dann abgewiesen.',
  publishFrom: 'Senden nur aus',
  publishNotFrom: 'Senden nie aus',
  playFrom: 'Zusehen nur aus',
  playNotFrom: 'Zusehen nie aus',
  anywhere: 'überall',
  nobody: 'niemand wird ausgesperrt',
  networksHint: 'Adressen oder Netze, auch für die mit einem Schlüssel.',
  networksWrong: 'Schreiben Sie Adressen oder Netze, zum Beispiel 192.0.2.7 oder 10.0.0.0/8.',
  create: 'Regel erstellen',
  save: 'Speichern',
  policyFailed: 'Die Regel wurde nicht gespeichert.',
  created: (pattern) => `${pattern} hat eine Regel`,
  changed: (pattern) => `Die Regel für ${pattern} wurde geändert`,

  removeTitle: (pattern) => `Regel für ${pattern} entfernen?`,
  removeEffect: 'Dann gilt, was ohne Regel gilt, oder das nächstweitere Muster. Knoten wissen es in Sekunden.',
  remove: 'Entfernen',
  removeFailed: 'Die Regel wurde nicht entfernt.',
  removed: (pattern) => `Die Regel für ${pattern} wurde entfernt`,
}
