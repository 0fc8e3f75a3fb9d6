import type { Figures } from './languages/figures.ts'

/** What the tray says. */
export const trayTexts = ({ count, counted, numbered }: Figures) => ({
  health: { well: 'all well', attention: 'needs a look', trouble: 'in trouble', unknown: 'not known' },
  headline: (name: string, health: string) => `${name}: ${health}`,
  headlineOn: (name: string, host: string, health: string) => `${name} on ${host}: ${health}`,

  /** Why nothing is known. */
  starting: 'Headwater is starting',
  signedOut: 'Sign in to see how the cluster is',
  noAnswer: 'The origin does not answer',

  nodeOffline: (name: string) => `Node ${name} is offline`,
  nodeSuspect: (name: string) => `Node ${name} is suspect`,
  interrupted: (path: string) => `${path} is interrupted`,
  diskFull: 'The disk of the origin is full or nearly',
  diskLow: 'The disk of the origin has little room',
  redisAway: 'Redis is away; the origin goes on from memory',

  connected: (alive: number, nodes: number) => `${count(alive)} of ${counted(nodes, 'node', 'nodes')} connected`,
  noStream: 'No live stream',
  live: (streams: number, viewers: number) =>
    `${counted(streams, 'live stream', 'live streams')}, ${counted(viewers, 'viewer', 'viewers')}`,
  stream: (path: string, viewers: number) => `${path}: ${counted(viewers, 'viewer', 'viewers')}`,
  more: (others: number) => `and ${count(others)} more`,

  tipIdle: 'Headwater: all well, no live stream',
  tipLive: (streams: string) => `Headwater: all well, ${streams}`,
  tip: (problem: string) => `Headwater: ${problem}`,
  tipMore: (problem: string, others: number) => `Headwater: ${problem}, and ${count(others)} more`,

  open: 'Open Headwater',
  pauseFor: (hours: number) => `Pause Alerts for ${numbered(hours, 'an Hour', `${count(hours)} Hours`)}`,
  resume: (until: string) => `Resume Alerts (paused until ${until})`,
  chooseOrigin: 'Choose Origin…',
  startAtLogin: 'Start at Login',
  keepRunning: 'Keep Running when the Window is Closed',
  quit: 'Quit Headwater',
})
