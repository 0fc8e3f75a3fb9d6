import type { RelayState } from '#contract/stream.ts'
import { counted } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/stream-detail/texts.ts'

const relayStates: Readonly<Record<RelayState, string>> = {
  requested: 'angefordert',
  establishing: 'im Aufbau',
  active: 'aktiv',
  idle: 'ungenutzt',
  releasing: 'wird abgebaut',
  retrying: 'neuer Versuch',
  failed: 'fehlgeschlagen',
  closed: 'geschlossen',
}
const relays = (count: number) => counted(count, 'Relay', 'Relays')

export const texts: typeof english = {
  back: 'Alle Streams',
  failed: 'Der Stream konnte nicht gelesen werden.',
  offTitle: 'Nicht live',
  offText: (path) => `Zurzeit sendet niemand ${path}`,
  end: 'Stream beenden',

  publication: 'Sendung',
  publishedAt: 'Gesendet an',
  from: 'Von',
  encoder: 'Encoder',
  unknown: 'unbekannt',
  protocol: 'Protokoll',
  video: 'Bild',
  audio: 'Ton',
  bitrate: 'Bitrate',
  keyframes: 'Keyframe alle',
  liveFor: 'Live seit',
  taken: 'Wiederaufnahmen',
  viewers: 'Zuschauer',
  policy: 'Regel',
  noPolicy: 'keine',
  setPolicy: 'Regel festlegen',
  editPolicy: 'Regel bearbeiten',
  letGo: 'Zuschauer trennen',

  health: 'Zustand',
  healthy: 'Alles in Ordnung',
  watch: (count) => counted(count, 'Auffälligkeit', 'Auffälligkeiten'),
  usual: (rate) => `sonst ${rate}`,
  gaps: 'Fehlende Bilder',
  noGaps: 'keine',
  gapsFacts: (count, longest) => `${counted(count, 'Lücke', 'Lücken')}, bis zu ${longest}`,
  soundOffset: 'Ton zum Bild',
  inStep: 'gleichauf',
  ahead: (time) => `${time} voraus`,
  behind: (time) => `${time} zurück`,
  publisherRtt: 'Umlaufzeit zum Publisher',
  received: 'Empfangen',

  arrival: 'Wie er ankommt',
  arrivalAside: 'letzte fünf Minuten, am Knoten seines Publishers',
  historyFailed: 'Wie der Stream ankam, konnte nicht gelesen werden.',
  arrivalGap: 'Längste Zeit zwischen Bildern',
  halfOfUsual: 'die Hälfte des Üblichen',
  seen: 'als Stocken zu sehen',
  goodBitrate:
    'Gut: eine gleichmäßige Linie. Stetiges Fallen heißt, dass der Weg vom Publisher zu schmal ist; ein Sägezahn ist ein Encoder mit variabler Bitrate.',
  goodGap: 'Gut: nahe der Dauer eines Bildes (40 ms bei 25 fps). Spitzen sind ein unruhiger Weg vom Publisher.',
  collecting: 'Es wird gesammelt: Die ersten Punkte kommen innerhalb von vier Sekunden.',

  waits: 'Unterbrochen, wartet auf den Publisher',
  waitsFor: '– noch',
  waitsHint:
    'Zuschauer bleiben verbunden und sehen weiter, sobald der Publisher zurück ist. Ist die Zeit um, endet der Stream.',
  away: 'Unterbrochen: Sein Knoten ist nicht erreichbar',
  awayHint:
    'Zuschauer auf anderen Knoten werden gehalten, solange der Knoten zurückkommen oder der Publisher umziehen kann.',
  silent: (time) => `Seit ${time} ist nichts gekommen`,
  silentHint: 'Der Publisher ist verbunden und sendet nichts. Prüfen Sie, ob seine Quelle und sein Netz laufen.',
  farKeyframes: (time) => `Keyframes liegen ${time} auseinander: Wer dazukommt, wartet bis zu ${time} auf ein Bild`,
  farKeyframesHint: 'Stellen Sie den Keyframe-Abstand des Encoders auf 2 s.',
  missing: (count) => `Es fehlen Bilder: ${counted(count, 'Lücke', 'Lücken')} in der letzten Minute`,
  missingHint: 'Der Encoder oder seine Maschine kommt nicht nach. Verringern Sie Auflösung, Bildrate oder Preset.',
  late: (time) => `Bilder kommen zu spät: ${time} ohne eines in der letzten halben Minute`,
  lateHint:
    'Zuschauer sehen das Bild stocken. Der Weg vom Publisher ist unruhig: Nehmen Sie ein Kabel statt Funk, senken Sie die Bitrate, oder senden Sie an einen näheren Knoten.',
  jumped: (count) =>
    count > 1 ? `Die Uhr des Publishers springt: bisher ${count}-mal` : 'Die Uhr des Publishers ist gesprungen',
  jumpedHint:
    'Zuschauer werden gehalten und sehen vielleicht ein kurzes Stocken. Das tun Quellen, die sich wiederholen, wechseln oder aufwachen: Lassen Sie ein einziges Programm die Zeiten von Bild und Ton bestimmen, oder starten Sie den Encoder neu.',
  noSound: 'Der Stream hat keinen Ton',
  noSoundHint: 'Ist das nicht gewollt, wählen Sie im Encoder eine Tonquelle und geben ihr eine Spur.',
  soundNever: 'Eine Tonspur ist angekündigt, und es kommt kein Ton',
  soundStopped: (time) => `Der Ton blieb vor ${time} aus; das Bild läuft weiter`,
  soundStoppedHint:
    'Prüfen Sie die Tonquelle des Encoders: ein abgezogenes Gerät oder ein beendetes Programm. Auch HLS-Player können stehen bleiben.',
  soundBehind: (time) => `Der Ton ist ${time} hinter dem Bild`,
  soundAhead: (time) => `Der Ton ist dem Bild ${time} voraus`,
  soundHint:
    'Stellen Sie im Encoder die Tonverzögerung (Sync-Versatz) ein, und nehmen Sie Bild und Ton von einem Gerät oder einer Uhr.',
  fell: (now, usual) => `Die Bitrate ist auf ${now} gefallen, sonst sind es ${usual}`,
  fellHint:
    'Der Weg vom Publisher ist vielleicht zu schmal. Senken Sie die Bitrate des Encoders, oder nehmen Sie ein Kabel.',
  farAway: (time) => `Der Publisher ist ${time} entfernt`,
  farAwayHint: 'Senden Sie an einen näheren Knoten.',

  urls: 'Anderswo abspielen',
  urlsAside: 'in VLC, ffplay, OBS, auf Telefonen und Fernsehern oder auf einer Seite',
  embed: 'In eine Seite einbetten',
  everywhere: 'Eine Adresse für alle (FLV): führt zum besten Knoten',
  everywhereHls: 'Dasselbe für Telefone, Fernseher und Browser (HLS)',
  node: 'Knoten',
  addresses: 'Adressen',
  flv: 'HTTP-FLV',
  hls: 'HLS',
  rtmp: 'RTMP',
  copyFlv: (node) => `HTTP-FLV-Adresse bei ${node} kopieren`,
  copyHls: (node) => `HLS-Adresse bei ${node} kopieren`,
  copyRtmp: (node) => `RTMP-Adresse bei ${node} kopieren`,
  urlsNote:
    'Jeder Knoten kann jeden Stream abspielen: Hat er ihn nicht, holt er ihn einmal, wenn der erste Zuschauer kommt.',

  chain: 'Welchen Weg er nimmt',
  chainAside: (count, hops) => (hops > 1 ? `${relays(count)}, bis zu ${hops} hintereinander` : relays(count)),
  hops: (count) => `${count} Stationen vom Publisher`,
  publisher: 'Publisher',
  viewersHere: (count) => counted(count, 'Zuschauer', 'Zuschauer'),
  hop: (transport, state) => `über ${transport.toUpperCase()}, ${relayStates[state]}`,
  pinned: 'durch seine Regel bereitgehalten',
  detached: 'Quelle unbekannt',
}
