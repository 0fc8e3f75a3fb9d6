import type { Node } from '#contract/node.ts'
import type { Relay, Stream } from '#contract/stream.ts'
import { byLetters } from '../../parts/text-order.ts'

/** One stream as one node sees it. */
export interface NodeStream {
  readonly stream: Stream
  /** The relay it comes in by; null where it is published here. */
  readonly from: Relay | null
  readonly to: readonly Relay[]
  readonly viewers: number
}

/** Every stream that is published at, relayed to or watched at a node, most watched first. */
export function streamsOfNode(node: Node, streams: readonly Stream[]): readonly NodeStream[] {
  return streams
    .flatMap((stream): NodeStream[] => {
      const from =
        stream.relays.find(({ dest_node_id, state }) => dest_node_id === node.id && state !== 'closed') ?? null
      const published = stream.session.publish_node_id === node.id
      if (!published && from === null) return []
      const to = stream.relays.filter(({ source_node_id, state }) => source_node_id === node.id && state !== 'closed')
      const viewers = stream.participations.find(({ node_id }) => node_id === node.id)?.subscribers ?? 0
      return [{ stream, from: published ? null : from, to, viewers }]
    })
    .toSorted((a, b) => b.viewers - a.viewers || byLetters(a.stream.stream_path, b.stream.stream_path))
}
