import { inLanguage } from '../../languages/catalogue.ts'
import { counted, formatBitrate, formatSeconds } from '../../parts/format.ts'

/** Every text of the overview. */
export const texts = inLanguage('screens/overview/texts', {
  title: 'Overview',
  failed: 'The cluster could not be read.',

  totals: 'Totals',
  liveStreams: 'Live streams',
  viewers: 'Viewers',
  egress: 'Egress',
  nodesAlive: 'Nodes alive',
  ofNodes: (nodes: number) => `of ${nodes}`,

  attention: 'Needs attention',
  showAll: (count: number) => `Show all ${count}`,
  quiet: 'All quiet: nothing needs attention.',
  wasQuiet: 'Nothing needed attention when the origin was last heard.',
  offline: (name: string) => `${name} is offline`,
  offlineText: (streams: number) =>
    streams === 0
      ? 'It carried nothing when it was last heard. Check its power and network.'
      : `${counted(streams, 'stream')} went through it. Viewers are sent elsewhere. Check its power and network.`,
  suspect: (name: string) => `${name} missed heartbeats`,
  suspectText: 'It may be on its way out, or its network is. New viewers are sent elsewhere until it is heard again.',
  flapping: (name: string) => `${name} comes and goes`,
  flappingText:
    'It was lost so often lately that it is held as suspect: new viewers get there as a last resort only, until it has been steady for a while.',
  trust: 'Trust it again',
  interrupted: (path: string) => `${path} is interrupted`,
  interruptedText: (name: string) =>
    `Its publisher's node ${name} is out of reach. Where it comes back within the grace time, viewers keep their place.`,
  publisherLostText: (name: string) =>
    `Its publisher at ${name} lost the connection and is waited for. Viewers keep their place until it is back or the time is up.`,
  relayFailed: (path: string, name: string) => `${path} does not reach ${name}`,
  relayFailedText: (why: string | null) => why ?? 'The relay is being tried again.',
  degraded: 'Live state is degraded',
  draining: (name: string) => `${name} is draining`,
  drainingText: (left: string) => `It takes no new work; ${left} left.`,
  timeLeft: 'Time left:',
  finish: 'Finish now',
  drained: (name: string) => `${name} is drained`,
  drainedText: 'It carries nothing any more: safe to upgrade or switch off.',
  maintenance: (name: string) => `${name} is in maintenance`,
  maintenanceText: 'It takes no new work.',
  unroutable: (name: string) => `${name} takes no new work`,
  keyframes: (path: string) => `Viewers of ${path} wait`,
  keyframesText: (interval_ms: number) =>
    `A keyframe comes only every ${formatSeconds(interval_ms)}, so a new viewer waits that long for a picture. Set the encoder's keyframe interval to 2 s.`,
  busy: (name: string) => `${name} is almost full`,
  busyText: (percent: string) => `Its processor is at ${percent}. Add a node, or drain this one.`,
  clock: (name: string) => `The clock of ${name} is wrong`,
  clockText: (skew: string) => `It is ${skew}. Certificates and tokens may fail; switch on time synchronisation there.`,
  openNode: 'Open node',
  openStream: 'Open stream',
  resume: 'Resume',
  addNode: 'Add a node',
  remove: 'Remove',

  flow: 'Where streams flow',
  asGraph: 'Drawing',
  asTable: 'Table',
  view: 'How to show it',
  loadingGraph: 'Loading the drawing',
  noRegion: 'no region',
  allAre: (word: string) => `all ${word}`,
  moreIdle: (count: number) => `${counted(count, 'more node')} without a stream`,
  edgeTitle: (from: string, to: string, what: string) => `${from} to ${to}: ${what}`,
  /** What the drawing library calls its buttons by. */
  controls: {
    'controls.ariaLabel': 'Control Panel',
    'controls.zoomIn.ariaLabel': 'Zoom In',
    'controls.zoomOut.ariaLabel': 'Zoom Out',
    'controls.fitView.ariaLabel': 'Fit View',
  },
  publishers: 'publishers',
  viewersHidden: 'viewers',
  cpu: (percent: string) => `CPU ${percent}`,
  nodeCount: (count: number) => counted(count, 'node'),
  publisherCount: (count: number) => counted(count, 'publisher'),
  viewerCount: (count: number) => counted(count, 'viewer'),
  relayStates: {
    requested: 'requested',
    establishing: 'establishing',
    active: 'active',
    idle: 'idle',
    releasing: 'releasing',
    retrying: 'retrying',
    failed: 'failed',
    closed: 'closed',
  },
  received: (from: string, streams: string) => `${from}: ${streams}`,
  manyStreams: (count: number) => counted(count, 'stream'),
  stream: (path: string, kbps: number) => `${path} at ${formatBitrate(kbps)}`,
  tableMore: (count: number) => `and ${counted(count, 'more node')}`,
  tableNode: 'Node',
  tableState: 'State',
  tablePublishes: 'Published here',
  tableReceives: 'Received from',
  tableViewers: 'Viewers',
  tableEgress: 'Egress',
  tableCaption: 'Every node with what is published there and what it receives from other nodes',
  grow: 'More nodes',
  noEdge: 'Only this origin so far',
  noEdgeText:
    'It carries streams by itself. Each machine you add takes viewers off it and brings the stream closer to them.',

  live: 'Live now',
  at: (node: string) => `at ${node}`,
  allStreams: 'All streams',

  security: (count: number) =>
    count === 1 ? '1 thing about security could be better.' : `${count} things about security could be better.`,
  openSecurity: 'See what',

  runs: 'Last runs',
  allRuns: 'All runs',
})
