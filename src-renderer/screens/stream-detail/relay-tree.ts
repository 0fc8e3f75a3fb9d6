import type { Relay, Stream } from '#contract/stream.ts'

/** A node that has the stream, with the nodes that pull it from there. */
export interface RelayBranch {
  readonly node_id: string
  /** The relay it comes in by; null at the publisher's node. */
  readonly relay: Relay | null
  readonly viewers: number
  /** Relays between the publisher's node and this one; null where its way is not known. */
  readonly hops: number | null
  readonly branches: readonly RelayBranch[]
}

/**
 * The way a stream takes: from the publisher's node over its relays. `detached` are relays whose source does not have
 * the stream as far as is known, for example while a node moves to another source.
 */
export function relayTree({ session, relays, participations }: Stream): {
  readonly root: RelayBranch
  readonly detached: readonly RelayBranch[]
} {
  const running = relays.filter(({ state }) => state !== 'closed')
  const reached = new Set<string>()
  const viewersAt = (node_id: string) => participations.find((one) => one.node_id === node_id)?.subscribers ?? 0
  const branch = (node_id: string, relay: Relay | null, hops: number | null): RelayBranch => {
    reached.add(node_id)
    const onward = running.filter(
      ({ source_node_id, dest_node_id }) => source_node_id === node_id && !reached.has(dest_node_id),
    )
    for (const { dest_node_id } of onward) reached.add(dest_node_id)
    const branches = onward
      .map((next) => branch(next.dest_node_id, next, hops === null ? null : hops + 1))
      .toSorted((a, b) => b.viewers - a.viewers || a.node_id.localeCompare(b.node_id))
    return { node_id, relay, viewers: viewersAt(node_id), hops, branches }
  }
  const root = branch(session.publish_node_id, null, 0)
  const apart = running.filter(({ dest_node_id }) => !reached.has(dest_node_id))
  const fed = new Set(apart.map(({ dest_node_id }) => dest_node_id))
  // Where a chain begins outside of what is known, its first node carries the rest; only a circle has no first one.
  const detached = apart
    .toSorted((a, b) => Number(fed.has(a.source_node_id)) - Number(fed.has(b.source_node_id)))
    .flatMap((relay) => (reached.has(relay.dest_node_id) ? [] : [branch(relay.dest_node_id, relay, null)]))
  return { root, detached }
}

/** The most relays that one picture passes on its way from the publisher to a viewer. */
export function longestWay({ hops, branches }: RelayBranch): number {
  return Math.max(hops ?? 0, ...branches.map(longestWay))
}
