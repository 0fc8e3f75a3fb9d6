import type { Node } from '#contract/node.ts'
import type { Stream } from '#contract/stream.ts'

/** What a node carries: what a drain or a removal is about. */
export interface NodeWork {
  /** Viewers of all streams together. */
  readonly viewers: number
  /** Streams that somebody watches here. */
  readonly streams: number
  /** Paths of the streams that are published here. */
  readonly published: readonly string[]
  /** Relays that other nodes pull from here. */
  readonly relays_out: number
  /** Whether another node takes new work, however busy it is at this moment: the origin asks the same before it drains. */
  readonly others_routable: boolean
}

/** Counts what a node carries out of what the cluster knows. */
export function nodeWork(node: Node, nodes: readonly Node[], streams: readonly Stream[]): NodeWork {
  const watched = streams.flatMap(({ participations }) =>
    participations.filter(({ node_id, subscribers }) => node_id === node.id && subscribers > 0),
  )
  return {
    viewers: watched.reduce((sum, { subscribers }) => sum + subscribers, 0),
    streams: watched.length,
    published: streams
      .filter(({ session }) => session.publish_node_id === node.id)
      .map(({ stream_path }) => stream_path),
    relays_out: streams
      .flatMap(({ relays }) => relays)
      .filter(({ source_node_id, state }) => source_node_id === node.id && state !== 'closed' && state !== 'failed')
      .length,
    others_routable: nodes.some((other) => other.id !== node.id && takesWork(other)),
  }
}

const takesWork = ({ registration, mode, liveness }: Node): boolean =>
  registration === 'registered' && mode.value === 'normal' && liveness.state === 'alive'
