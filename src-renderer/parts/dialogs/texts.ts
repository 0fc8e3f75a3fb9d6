import type { DrainPreview } from '#contract/api.ts'
import { inLanguage } from '../../languages/catalogue.ts'
import { counted, formatCount } from '../format.ts'
import type { NodeWork } from './node-work.ts'

/** Every text of the dialogs. */
export const texts = inLanguage('parts/dialogs/texts', {
  cancel: 'Cancel',
  close: 'Close',
  reason: 'Reason',
  reasonHint: 'Kept in the activity log, for whoever asks later.',
  equivalent: 'The same as a command',
  gone: 'This is no longer there. Somebody else may have been faster.',

  drainTitle: (name: string) => `Drain ${name}?`,
  drainEffect: 'New publishers and viewers are sent to other nodes from this moment on.',
  drainCarried: ({ viewers, streams }: NodeWork, at_once: boolean) => {
    if (viewers === 0) return 'Nobody watches here at this moment.'
    const who = `${counted(viewers, 'viewer')} of ${counted(streams, 'stream')}`
    return at_once
      ? `${who} ${viewers === 1 ? 'is' : 'are'} cut off here. Players that ask again are sent to other nodes.`
      : `${who} ${viewers === 1 ? 'stays' : 'stay'} connected until they leave, are moved to other nodes, or the time is up.`
  },
  drainPublished: (paths: readonly string[], at_once: boolean) => {
    const who = `${counted(paths.length, 'publisher')} ${paths.length === 1 ? 'sends' : 'send'} here (${paths.join(', ')})`
    return at_once
      ? `${who}. ${paths.length === 1 ? 'It is' : 'They are'} disconnected, and ${paths.length === 1 ? 'its stream is' : 'their streams are'} interrupted until the encoder is back on another node.`
      : `${who}. A publisher cannot be moved silently: it goes on until it stops or the deadline ends it.`
  },
  drainRelays: (relays: number, at_once: boolean) => {
    const what = `${counted(relays, 'relay')} to other nodes`
    return at_once
      ? `${what} ${relays === 1 ? 'ends' : 'end'}; those nodes look for another source.`
      : `${what} ${relays === 1 ? 'goes' : 'go'} on for as long as somebody watches there.`
  },
  drainMoves: (moves: DrainPreview['moves']) =>
    `As loads are now, ${moves.map(({ node_name, subscribers }) => `${formatCount(subscribers)} would go to ${node_name}`).join(', ')}.`,
  drainWithoutPlace: (viewers: number) =>
    `For ${counted(viewers, 'viewer')} there is no room on any other node at this moment.`,
  drainAfter: 'What happens when it is empty',
  drainAfters: [
    { value: 'keep', label: 'It stays drained', description: 'Until it is resumed.' },
    {
      value: 'maintenance',
      label: 'It goes into maintenance',
      description: 'Out of service, whatever restarts meanwhile.',
    },
    { value: 'retire', label: 'It is retired', description: 'It leaves the cluster; its history is kept.' },
  ],
  drainLastNode: 'No other node can take new work.',
  drainLastNodeHint: 'While this one drains, nobody new can publish or watch.',
  drainForce: 'Drain it all the same',
  drainForceReason: 'Needed here: it stands in the activity log with your name.',
  drainDeadline: 'How long to wait',
  drainDeadlineHint: 'Whoever is left then is disconnected, and the node goes into maintenance.',
  drainDeadlines: [
    { value: '900000', label: '15 minutes' },
    { value: '3600000', label: '1 hour' },
    { value: 'never', label: 'Until the last one leaves' },
    { value: '0', label: 'Not at all: finish now' },
  ],
  drainNow: 'Drain now',
  drainChange: 'Change the deadline',
  drainAgainTitle: (name: string) => `How long shall ${name} wait?`,
  drainChanged: (name: string) => `The deadline of ${name} was changed`,
  drain: 'Drain',
  drainFailed: 'The node was not drained.',
  drained: (name: string) => `${name} is draining`,

  resumeTitle: (name: string) => `Resume ${name}?`,
  resumeEffect: 'New publishers and viewers are sent here again from this moment on.',
  resumeOffline: 'The node does not answer at this moment; it takes new work once it is back.',
  resume: 'Resume',
  resumeFailed: 'The node was not resumed.',
  resumed: (name: string) => `${name} takes new work again`,

  removeTitle: (name: string) => `Remove ${name}?`,
  removeEffect:
    'Its credential is revoked and its connection closed at once. It can come back only with a new enrollment token. Its history is kept.',
  removeCut: ({ viewers, published }: NodeWork) =>
    viewers + published.length === 0
      ? 'It carries nothing at this moment.'
      : `${counted(viewers, 'viewer')} and ${counted(published.length, 'publisher')} are cut off. To let them finish, drain the node first.`,
  removeLastHint: 'Without it nobody new can publish or watch until another node is there.',
  removeConfirm: (name: string) => `Type ${name} to confirm`,
  remove: 'Remove node',
  removeFailed: 'The node was not removed.',
  removed: (name: string) => `${name} was removed`,

  endTitle: (path: string) => `End ${path}?`,
  endEffect: (viewers: number, nodes: number) =>
    viewers === 0
      ? 'The publisher is disconnected. Nobody watches at this moment.'
      : `The publisher is disconnected, and ${counted(viewers, 'viewer')} on ${counted(nodes, 'node')} see the end of the stream.`,
  endAfter: 'And then',
  endAgains: {
    none: {
      label: 'It may come back',
      description: 'Most encoders try again by themselves: stop the encoder as well if the stream is to stay off.',
    },
    address: {
      label: 'Keep its address out of this stream',
      description: (address: string) =>
        `Nobody at ${address} publishes this stream for that time; other streams go on.`,
    },
    key: {
      label: 'Keep its stream key out of this stream',
      description: (key: string) => `Nobody publishes this stream with ${key} for that time.`,
    },
    revoke: {
      label: 'Revoke its stream key',
      description: (key: string) =>
        `${key} opens nothing any more. This cannot be undone: who needs it gets a new one.`,
    },
  },
  endFor: 'For how long',
  endTimes: [
    { value: '5m', label: '5 minutes' },
    { value: '15m', label: '15 minutes' },
    { value: '1h', label: '1 hour' },
    { value: '24h', label: '1 day' },
  ],
  endUndo: 'Ending cannot be undone; whoever is kept out can be let in again on the page of the stream.',
  endNoKey: 'The publisher came in without a stream key.',
  endKeyName: (label: string | null, prefix: string) =>
    `the key ${label === null ? `${prefix}…` : `${label} (${prefix}…)`}`,
  endConfirm: (path: string) => `Type ${path} to confirm`,
  end: 'End stream',
  endFailed: 'The stream was not ended.',
  ended: (path: string) => `${path} was ended`,
})
