import type { texts as english } from '../../../../../screens/stream-detail/player/texts.ts'

export const texts: typeof english = {
  title: 'Bild',
  protocol: 'Protokoll des Players',
  flv: 'FLV',
  hls: 'HLS',
  source: 'Abspielen von',
  best: 'Der beste Knoten',
  bestIs: (node) => `Der beste Knoten: ${node}`,
  sourceIs: (node, has_stream) => `${node}, ${has_stream ? 'hat den Stream' : 'würde ihn holen'}`,
  video: (path) => `Livebild von ${path}`,
  locating: 'Der beste Knoten wird gesucht',
  connecting: (node) => `Verbindung zu ${node} wird aufgebaut`,
  waiting: 'Wartet auf mehr vom Stream',
  again: (seconds) => `Neuer Versuch in ${seconds} s`,
  now: 'Jetzt versuchen',
  start: 'Abspielen',
  delay: 'Verzögerung',
  delayHint: 'Zeit zwischen dem, was in diesem Browser angekommen ist, und dem, was auf dem Bildschirm steht.',
  rate: 'Empfang',
  size: 'Größe',
  dropped: 'Verworfene Bilder',
  node: 'Von',

  snapshot: 'Bild speichern',
  snapshotFailed: 'Es wurde kein Bild gespeichert.',
  snapshotWhy: {
    unreachable:
      'Der Knoten des Publishers ist von diesem Browser aus nicht erreichbar: Siehe die Adressen weiter unten.',
    refused: 'Der Knoten weist diesen Rechner ab: Eine Zugangsregel lässt sein Netz nicht zu.',
    none: 'Der Knoten hat noch keinen Keyframe dieses Streams. Versuchen Sie es in einigen Sekunden erneut.',
    codec: 'Dieser Browser kann das Bild nicht dekodieren. Verwenden Sie einen anderen oder VLC.',
  },

  noCandidates: 'Zurzeit kann kein Knoten diesen Stream abspielen.',
  noCandidatesHint: 'Sehen Sie bei den Knoten nach: Mindestens einer muss erreichbar und im Normalbetrieb sein.',
  unknownNode: 'Dieser Knoten ist nicht mehr erreichbar. Wählen Sie einen anderen.',
  refused: (node, status) => `${node} hat das Abspielen abgelehnt (HTTP-Status ${status}).`,
  notThere: (node) => `${node} hat den Stream nicht und konnte ihn nicht holen.`,
  full: (node) => `${node} nimmt keine neuen Zuschauer an.`,
  unreachable: (node) => `${node} ist von diesem Browser aus nicht erreichbar.`,
  unreachableHint: (url) =>
    `Die Adresse ist ${url}. Ist der Medienport für diesen Rechner offen? Auch ein Werbeblocker oder Proxy kann im Weg sein.`,
  mixed: (node) => `Diese Seite wurde über https geöffnet, und ${node} spricht nur http.`,
  mixedHint:
    'Browser lassen beides zusammen nicht zu. Öffnen Sie das Panel in diesem Netz über http, oder kopieren Sie die Adresse in VLC.',
  ended: (node) => `${node} hat die Verbindung beendet.`,
  codec: (codec) => `Dieser Browser kann ${codec ?? 'diese Art von Stream'} nicht abspielen.`,
  codecHint:
    'Der Stream selbst ist in Ordnung: Kopieren Sie eine Adresse von unten in VLC oder ffplay, oder verwenden Sie einen anderen Browser.',
  noMse: 'Dieser Browser kann Livestreams dieser Art nicht abspielen.',
  noMseHint:
    'Ihm fehlen die Media Source Extensions. Verwenden Sie ein aktuelles Chrome, Edge, Firefox oder Safari auf einem Computer.',
  broken: 'Was ankam, ließ sich nicht abspielen.',
  brokenHint:
    'Vielleicht sendet der Encoder etwas Ungewöhnliches. Die Adresse weiter unten lässt sich in VLC oder ffplay versuchen.',
  chunk: 'Der Player konnte nicht geladen werden.',
  chunkHint: 'Laden Sie die Seite neu; vielleicht wurde der Origin aktualisiert.',
}
