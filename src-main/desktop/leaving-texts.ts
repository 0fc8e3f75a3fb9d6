import type { Figures } from './languages/figures.ts'

/** Questions before something that cannot be taken back, in windows of the system's. */
export const leavingTexts = ({ count, counted, numbered }: Figures) => ({
  keepRunning: 'Keep Running',
  quitAnyway: 'Quit Anyway',
  quit: 'Quit',
  notNow: 'Not Now',
  installAndRestart: 'Install and Restart',

  oneLive: (path: string, viewers: number) => `${path} is live, with ${counted(viewers, 'viewer', 'viewers')}`,
  manyLive: (streams: number, viewers: number) =>
    `${counted(streams, 'stream is', 'streams are')} live, with ${counted(viewers, 'viewer', 'viewers')}`,
  liveDetail:
    'This computer is the origin. What is published to it ends with it. Other nodes go on with what they have, but nobody watches over them until it is back.',
  runsStop: (runs: number) =>
    `${numbered(runs, 'An operation on a node', `What is done on ${count(runs)} nodes`)} stops at its next safe point.`,
  runsActive: (runs: number) =>
    `${numbered(runs, 'An operation on a node', `What is done on ${count(runs)} nodes`)} is under way`,
  runsDetail: 'It stops at its next safe point, and can be resumed when Headwater runs again.',

  hiding: 'Headwater goes on without its window',
  hidingDetail:
    'The origin keeps watching over your nodes. You find Headwater in the tray; where your desktop has none, start it again and the window is back.',
  install: (version: string) => `Install Headwater ${version} now?`,
  installDetail:
    'Headwater ends, is replaced, and starts again. The nodes of the cluster go on meanwhile, the one on this computer starts again with it.',
  waitsForStream: 'A stream is live through this computer. Updates wait until it is over.',
  waitsForRun: 'Something is being done on a node. Updates wait until it is over.',
})
