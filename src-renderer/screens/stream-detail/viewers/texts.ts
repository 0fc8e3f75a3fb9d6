import { inLanguage } from '../../../languages/catalogue.ts'
import { counted } from '../../../parts/format.ts'

/** Every text of who watches a stream. */
export const texts = inLanguage('screens/stream-detail/viewers/texts', {
  title: 'Who watches',
  total: (viewers: number, nodes: number) =>
    viewers === 0 ? 'nobody now' : `${counted(viewers, 'viewer')} on ${counted(nodes, 'node')}`,
  nobody: 'Nobody watches at this moment. Whoever begins is counted here within a second.',
  byRegion: 'By region',
  byNode: 'By node',
  node: 'Node',
  region: 'Region',
  viewers: 'Viewers',
  share: 'Share',
  noRegion: 'no region',
  unknown: 'unknown',
  show: 'Show each',
  hide: 'Hide each',
  showOn: (node: string) => `Show each viewer on ${node}`,
  hideOn: (node: string) => `Hide each viewer on ${node}`,

  list: (node: string) => `Viewers on ${node}`,
  failed: 'The viewers could not be listed.',
  reading: 'Asking the node',
  by: 'by',
  since: 'for',
  sent: (bytes: string) => `${bytes} sent`,
  actions: 'Actions',
  waiting: 'waits for a keyframe',
  behind: (time: string) => `${time} behind`,
  skipped: (count: number) => `skipped ${counted(count, 'time')}`,
  more: (count: number) => `and ${count} more, who came later`,
  hls: (count: number) =>
    `${counted(count, 'viewer')} by HLS: they fetch piece by piece, so that they are counted and not listed.`,
  noneListed: 'No connections here just now.',
  privacy: 'Addresses are shortened to their network.',
  go: 'Disconnect',
  goWho: (network: string, protocol: string) => `Disconnect the viewer from ${network} by ${protocol}`,
})
