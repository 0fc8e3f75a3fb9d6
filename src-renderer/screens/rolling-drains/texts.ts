import { inLanguage } from '../../languages/catalogue.ts'
import { counted, formatCount } from '../../parts/format.ts'

/** Every text of the rolling drains. */
export const texts = inLanguage('screens/rolling-drains/texts', {
  upgradeRun: 'its upgrade',
  title: 'Rolling drains',
  back: 'All nodes',
  start: 'Start a rolling drain',
  failed: 'The rolling drains could not be read.',
  noneTitle: 'No rolling drain yet',
  noneText:
    'It drains nodes one after the other, before an upgrade or a restart, and begins with the next only while enough nodes and enough room for viewers stay.',
  runTitle: (nodes: number, is_upgrade: boolean) => `${is_upgrade ? 'Upgrade' : 'Drain'} of ${counted(nodes, 'node')}`,
  by: (name: string) => `by ${name}`,
  reason: (reason: string) => `“${reason}”`,
  pause: 'Pause',
  resume: 'Go on',
  cancel: 'Cancel',
  pauseFailed: 'That did not work.',
  progress: (done: number, all: number) => `${formatCount(done)} of ${formatCount(all)} done`,
  progressLabel: (done: number, all: number) =>
    `Progress, one part for each node: ${formatCount(done)} of ${formatCount(all)} done`,
  waits: (name: string) => `Waits before ${name}`,
  paused: 'Paused',
  waitsFor: 'for',
  figures: (name: string) => `What ${name} still carries`,
  viewersLeft: 'Viewers left',
  ofViewers: (before: number) => `of ${formatCount(before)}`,
  publishersLeft: 'Publishers',
  relaysLeft: 'Relays',
  timeLeft: 'Time left',
  noDeadline: 'no limit',
  resumesIn: 'takes work again in',
  /** How long it has been out stands behind it. */
  waitsForResume: 'waits until it is resumed, out for',
  resumeNode: (name: string) => `Resume ${name}`,
  comesBack: 'takes work again; waits until it is alive, for',
  nodes: 'Nodes',
  drainedIn: (time: string) => `drained in ${time}`,
  outFor: (time: string) => `back after ${time}`,
  viewersBefore: (viewers: number) => (viewers === 0 ? 'had no viewers' : `had ${counted(viewers, 'viewer')}`),
  settings: (at_once: number, percent: number) =>
    `${formatCount(at_once)} at a time, ${formatCount(percent)} % of the nodes stay up`,
  past: 'Past runs',
  outcome: (done: number, all: number, time: string) =>
    `${formatCount(done)} of ${formatCount(all)} done, took ${time}`,
})
