import { inLanguage } from '../../languages/catalogue.ts'
import { counted } from '../format.ts'

/** Every text of the dialogs about stream policies, and about letting viewers go. */
export const texts = inLanguage('parts/dialogs/policy-texts', {
  newTitle: 'New stream policy',
  editTitle: (pattern: string) => `Stream policy ${pattern}`,
  pattern: 'For which streams',
  patternHint:
    'One stream (live/show), all that begin so (live/show-*), an app (live/*), or all (*). The most specific policy holds alone.',
  second: 'A second publisher',
  seconds: [
    {
      value: 'node',
      label: 'As each node is set',
      description: 'Within one node by its setting; on another node it is refused.',
    },
    { value: 'refuse', label: 'Is refused', description: 'On every node. Whoever publishes first keeps the stream.' },
    {
      value: 'take_over',
      label: 'Takes over',
      description:
        'On whatever node it comes to. Viewers stay connected; the first is let go and may not take it back for 30 s.',
    },
  ],
  grace: 'Wait for a lost publisher, in seconds',
  graceHint: '0 to 60: so long viewers are kept. Empty: as each node is set.',
  regions: 'Regions that may play it',
  regionsHint: 'Only nodes there pull and play it; relays elsewhere are ended at once. Empty: everywhere.',
  ingest: 'Regions that may take its publisher',
  ingestHint: 'Only nodes there take it, from the next one on. Empty: everywhere.',
  most: 'Nodes at most',
  mostHint: 'That have it at one time, its publisher’s among them. Empty: as many as are needed.',
  least: 'Nodes at least',
  leastHint: 'Held ready before viewers come, its publisher’s among them. Empty: only where it is watched.',
  leastTooMany: 'More than nodes at most',
  from: 'Held ready from',
  until: 'Held ready until',
  timeHint: 'In the time of this computer. Empty: always.',
  viewers: 'Viewers at most',
  viewersHint: 'On all nodes together. Empty: as many as there is room for.',
  local: 'Keep it from media servers of another make',
  localHint: 'Members that joined over the cluster API are not told of it and get no viewers for it.',
  create: 'Make the policy',
  save: 'Save',
  remove: 'Remove',
  failed: 'The policy was not saved.',
  created: (pattern: string) => `The policy ${pattern} holds from now on`,
  changed: (pattern: string) => `The policy ${pattern} was changed`,

  removeTitle: (pattern: string) => `Remove the policy ${pattern}?`,
  removeEffect:
    'Its streams go on. From this moment on they are as without a policy, or as another one says that fits them.',
  removeFailed: 'The policy was not removed.',
  removed: (pattern: string) => `The policy ${pattern} was removed`,

  letGoTitle: (path: string) => `Let the viewers of ${path} go?`,
  letGoWhere: 'On which node',
  letGoEverywhere: (viewers: number) => `All nodes (${counted(viewers, 'viewer')})`,
  letGoOn: (node: string, viewers: number) => `${node} (${counted(viewers, 'viewer')})`,
  letGoEffect:
    'They are told the reason and disconnected. The stream goes on, and they may come again: to keep them away, set a policy.',
  letGoNobody: 'Nobody watches at this moment.',
  letGoReason: 'Reason',
  letGoReasonHint: 'Viewers are told, as far as their player shows it; and it is kept in the activity log.',
  letGo: 'Disconnect them',
  letGoFailed: 'They were not disconnected.',
  viewerTitle: (path: string) => `Disconnect this viewer of ${path}?`,
  viewerEffect: (protocol: string, network: string, node: string) =>
    `1 viewer on ${node}, from ${network} by ${protocol.toUpperCase()}, is cut off. Nobody else notices.`,
  viewerMay: 'It may come back',
  viewerMayHint: 'Most players try again by themselves, and are in again within seconds.',
  viewerKeepOut: 'Keep its address out of this stream',
  viewerKeepOutHint:
    'On every node, for that time. Everybody behind the same address is kept out too: in an office or a mobile network that may be many.',
  viewerUndo: 'Disconnecting cannot be undone; an address that is kept out can be let in again on this page.',
  viewerGo: 'Disconnect',
  viewerGone: 'The viewer was disconnected',
  viewerFailed: 'The viewer was not disconnected.',
  letGone: (path: string) => `The viewers of ${path} were let go`,
})
