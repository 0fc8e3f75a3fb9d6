import { counted, formatBitrate, formatSeconds } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/overview/texts.ts'

export const texts: typeof english = {
  title: 'Übersicht',
  failed: 'Der Cluster konnte nicht gelesen werden.',

  totals: 'Summen',
  liveStreams: 'Streams live',
  viewers: 'Zuschauer',
  egress: 'Ausgehend',
  nodesAlive: 'Knoten online',
  ofNodes: (nodes) => `von ${nodes}`,

  attention: 'Braucht Aufmerksamkeit',
  showAll: (count) => `Alle ${count} zeigen`,
  quiet: 'Alles ruhig: Nichts braucht Aufmerksamkeit.',
  wasQuiet: 'Als der Origin zuletzt zu hören war, brauchte nichts Aufmerksamkeit.',
  offline: (name) => `${name} ist offline`,
  offlineText: (streams) =>
    streams === 0
      ? 'Er trug nichts, als er zuletzt zu hören war. Prüfen Sie Strom und Netzwerk.'
      : `${counted(streams, 'Stream lief', 'Streams liefen')} über ihn. Zuschauer werden anderswohin geleitet. Prüfen Sie Strom und Netzwerk.`,
  suspect: (name) => `${name} hat Heartbeats ausgelassen`,
  suspectText:
    'Vielleicht fällt er gerade aus, oder sein Netzwerk. Neue Zuschauer werden anderswohin geleitet, bis er wieder zu hören ist.',
  flapping: (name) => `${name} kommt und geht`,
  flappingText:
    'Er ging zuletzt so oft verloren, dass er als verdächtig gilt: Neue Zuschauer kommen nur im Notfall zu ihm, bis er eine Weile stabil war.',
  trust: 'Wieder vertrauen',
  interrupted: (path) => `${path} ist unterbrochen`,
  interruptedText: (name) =>
    `Der Knoten ${name} seines Publishers ist nicht erreichbar. Kommt er innerhalb der Karenzzeit zurück, behalten die Zuschauer ihren Platz.`,
  publisherLostText: (name) =>
    `Sein Publisher bei ${name} hat die Verbindung verloren und wird erwartet. Die Zuschauer behalten ihren Platz, bis er zurück oder die Zeit um ist.`,
  relayFailed: (path, name) => `${path} erreicht ${name} nicht`,
  relayFailedText: (why) => why ?? 'Das Relay wird erneut versucht.',
  degraded: 'Der Live-Zustand ist gestört',
  draining: (name) => `${name} wird geleert`,
  drainingText: (left) => `Er nimmt nichts Neues an; übrig: ${left}.`,
  timeLeft: 'Verbleibende Zeit:',
  finish: 'Jetzt abschließen',
  drained: (name) => `${name} ist geleert`,
  drainedText: 'Er trägt nichts mehr: Er kann gefahrlos aktualisiert oder abgeschaltet werden.',
  maintenance: (name) => `${name} ist in Wartung`,
  maintenanceText: 'Er nimmt nichts Neues an.',
  unroutable: (name) => `${name} nimmt nichts Neues an`,
  keyframes: (path) => `Zuschauer von ${path} warten`,
  keyframesText: (interval_ms) =>
    `Nur alle ${formatSeconds(interval_ms)} kommt ein Keyframe; so lange wartet ein neuer Zuschauer auf ein Bild. Stellen Sie den Keyframe-Abstand des Encoders auf 2 s.`,
  busy: (name) => `${name} ist fast ausgelastet`,
  busyText: (percent) => `Sein Prozessor liegt bei ${percent}. Fügen Sie einen Knoten hinzu, oder leeren Sie diesen.`,
  clock: (name) => `Die Uhr von ${name} geht falsch`,
  clockText: (skew) =>
    `Sie ${skew}. Zertifikate und Tokens können daran scheitern; schalten Sie dort die Zeitsynchronisation ein.`,
  openNode: 'Knoten öffnen',
  openStream: 'Stream öffnen',
  resume: 'Wieder aufnehmen',
  addNode: 'Knoten hinzufügen',
  remove: 'Entfernen',

  flow: 'Wo Streams fließen',
  asGraph: 'Zeichnung',
  asTable: 'Tabelle',
  view: 'Darstellung',
  loadingGraph: 'Die Zeichnung wird geladen',
  noRegion: 'keine Region',
  allAre: (word) => `alle ${word}`,
  moreIdle: (count) => `${counted(count, 'weiterer Knoten', 'weitere Knoten')} ohne Stream`,
  edgeTitle: (from, to, what) => `${from} an ${to}: ${what}`,
  controls: {
    'controls.ariaLabel': 'Ansicht der Zeichnung',
    'controls.zoomIn.ariaLabel': 'Vergrößern',
    'controls.zoomOut.ariaLabel': 'Verkleinern',
    'controls.fitView.ariaLabel': 'Einpassen',
  },
  publishers: 'Publisher',
  viewersHidden: 'Zuschauer',
  cpu: (percent) => `CPU ${percent}`,
  nodeCount: (count) => counted(count, 'Knoten', 'Knoten'),
  publisherCount: (count) => counted(count, 'Publisher', 'Publisher'),
  viewerCount: (count) => counted(count, 'Zuschauer', 'Zuschauer'),
  relayStates: {
    requested: 'angefordert',
    establishing: 'im Aufbau',
    active: 'aktiv',
    idle: 'ruht',
    releasing: 'wird gelöst',
    retrying: 'neuer Versuch',
    failed: 'fehlgeschlagen',
    closed: 'geschlossen',
  },
  received: (from, streams) => `${from}: ${streams}`,
  manyStreams: (count) => counted(count, 'Stream'),
  stream: (path, kbps) => `${path} mit ${formatBitrate(kbps)}`,
  tableNode: 'Knoten',
  tableState: 'Zustand',
  tablePublishes: 'Hier gesendet',
  tableReceives: 'Empfängt von',
  tableViewers: 'Zuschauer',
  tableEgress: 'Ausgehend',
  tableCaption: 'Jeder Knoten mit dem, was dort gesendet wird, und dem, was er von anderen Knoten empfängt',
  tableMore: (count) => `und ${counted(count, 'weiterer Knoten', 'weitere Knoten')}`,
  grow: 'Mehr Knoten',
  noEdge: 'Bisher nur dieser Origin',
  noEdgeText:
    'Er trägt Streams allein. Jede Maschine, die Sie hinzufügen, nimmt ihm Zuschauer ab und bringt den Stream näher zu ihnen.',

  live: 'Jetzt live',
  at: (node) => `bei ${node}`,
  allStreams: 'Alle Streams',

  security: (count) =>
    count === 1
      ? 'Bei der Sicherheit könnte 1 Sache besser sein.'
      : `Bei der Sicherheit könnten ${count} Dinge besser sein.`,
  openSecurity: 'Ansehen',

  runs: 'Letzte Läufe',
  allRuns: 'Alle Läufe',
}
