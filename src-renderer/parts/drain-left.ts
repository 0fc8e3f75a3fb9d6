import type { Node } from '#contract/node.ts'
import type { Stream } from '#contract/stream.ts'
import { texts } from './texts.ts'

/** One stream that keeps a draining node at work. */
export interface DrainHold {
  readonly stream_path: string
  /** Its publisher sends to this node: nobody can move it silently. */
  readonly published: boolean
  readonly viewers: number
  /** Relays of it that begin or end here. */
  readonly relays: number
}

/** What a node still carries, and of which streams. */
export interface DrainLeft {
  readonly viewers: number
  readonly publishers: number
  readonly relays: number
  /** Publishers first, then by viewers. */
  readonly holds: readonly DrainHold[]
}

/** What a drain still waits for. The figures are the node's own, as far as it reported any; the streams are those known to pass it. */
export function drainLeft(node: Node, streams: readonly Stream[]): DrainLeft {
  const holds = streams
    .map(({ stream_path, session, participations, relays }): DrainHold => {
      const viewers = participations.find(({ node_id }) => node_id === node.id)?.subscribers ?? 0
      const passing = relays.filter(
        ({ source_node_id, dest_node_id, state }) =>
          state !== 'closed' && state !== 'failed' && (source_node_id === node.id || dest_node_id === node.id),
      )
      return { stream_path, published: session.publish_node_id === node.id, viewers, relays: passing.length }
    })
    .filter(({ published, viewers, relays }) => published || viewers + relays > 0)
    .toSorted(
      (a, b) =>
        Number(b.published) - Number(a.published) ||
        b.viewers - a.viewers ||
        a.stream_path.localeCompare(b.stream_path),
    )
  const sum = (read: (hold: DrainHold) => number) => holds.reduce((total, hold) => total + read(hold), 0)
  const { load } = node
  return {
    viewers: load?.subscribers ?? sum(({ viewers }) => viewers),
    publishers: load?.publishers ?? sum(({ published }) => Number(published)),
    relays: load === null ? sum(({ relays }) => relays) : load.relays_in + load.relays_out,
    holds,
  }
}

/** What is left in a few words: `41 viewers, 1 publisher, 2 relays`; what is not there is not told. */
export function leftWords({ viewers, publishers, relays }: Omit<DrainLeft, 'holds'>): string {
  const words = [
    viewers > 0 ? texts.viewers(viewers) : null,
    publishers > 0 ? texts.publishers(publishers) : null,
    relays > 0 ? texts.relays(relays) : null,
  ].filter((word) => word !== null)
  return words.length === 0 ? texts.nothing : words.join(', ')
}
