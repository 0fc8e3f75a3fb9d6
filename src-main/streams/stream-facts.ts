import type { FullReport } from '#contract/control-channel.ts'
import type { NodeId, RelayId, StreamPath } from '#contract/ids.ts'
import {
  type Participation,
  participationSchema,
  type Relay,
  type RelayState,
  relaySchema,
  type StreamSession,
  streamSessionSchema,
} from '#contract/stream.ts'
import type { LiveState } from '../live-state/live-state.ts'
import { NodeFacts } from './node-facts.ts'

/** States in which a relay brings its stream to its node, or is about to. */
const serving: ReadonlySet<RelayState> = new Set(['requested', 'establishing', 'active', 'idle', 'retrying'])

/** Hears of every change of the relays. */
export interface RelayWatch {
  readonly said: (relay: Relay) => void
  readonly gone: (path: StreamPath, id: RelayId) => void
}

/** All that nodes say of streams: their sessions, their participations, the relays they pull. */
export class StreamFacts {
  readonly sessions: NodeFacts<StreamSession>
  readonly participations: NodeFacts<Participation>
  readonly relays: NodeFacts<Relay>
  readonly #watch: RelayWatch
  /** Relays by the node that they pulled from when they were last heard of, or before. */
  readonly #by_source = new Map<NodeId, Set<Relay['id']>>()

  /** @param watch hears which relays there are, beyond those that the live state still holds */
  constructor(live: LiveState, ttl_ms: number, watch: RelayWatch) {
    this.#watch = watch
    this.sessions = new NodeFacts({
      live,
      ttl_ms,
      name: 'sessions',
      schema: streamSessionSchema,
      keyOf: ({ id }) => id,
      nodeOf: ({ publish_node_id }) => publish_node_id,
      pathOf: ({ stream_path }) => stream_path,
    })
    this.participations = new NodeFacts({
      live,
      ttl_ms,
      name: 'participations',
      schema: participationSchema,
      keyOf: ({ node_id, stream_path }) => participationKey(node_id, stream_path),
      nodeOf: ({ node_id }) => node_id,
      pathOf: ({ stream_path }) => stream_path,
    })
    this.relays = new NodeFacts({
      live,
      ttl_ms,
      name: 'relays',
      schema: relaySchema,
      keyOf: ({ id }) => id,
      nodeOf: ({ dest_node_id }) => dest_node_id,
      pathOf: ({ stream_path }) => stream_path,
      onPut: watch.said,
      onGone: (path, key) => watch.gone(path, key as RelayId),
    })
    for (const path of this.relays.paths()) for (const relay of this.relays.ofPath(path)) this.#noteSource(relay)
  }

  /** Streams that other nodes pull from this one. */
  pulledFrom(node_id: NodeId): readonly StreamPath[] {
    const known = this.#by_source.get(node_id)
    if (known === undefined) return []
    const paths = new Set<StreamPath>()
    for (const id of [...known]) {
      const relay = this.relays.get(id)
      if (relay?.source_node_id === node_id) paths.add(relay.stream_path)
      else known.delete(id)
    }
    if (known.size === 0) this.#by_source.delete(node_id)
    return [...paths]
  }

  /** Streams that this node publishes, relays or plays. */
  pathsOf(node_id: NodeId): StreamPath[] {
    const facts = [this.sessions, this.participations, this.relays]
    return [...new Set(facts.flatMap((of_kind) => of_kind.ofNode(node_id).map(({ stream_path }) => stream_path)))]
  }

  /** Every node that something is known of. */
  nodes(): ReadonlySet<NodeId> {
    return new Set([...this.sessions.nodes(), ...this.participations.nodes(), ...this.relays.nodes()])
  }

  /** Nodes that serve this stream, or will in a moment. */
  holders(path: StreamPath): ReadonlySet<NodeId> {
    return new Set([
      ...this.sessions.ofPath(path).map(({ publish_node_id }) => publish_node_id),
      ...this.relays
        .ofPath(path)
        .filter(({ state }) => serving.has(state))
        .map(({ dest_node_id }) => dest_node_id),
    ])
  }

  /** Publications and relays by state, and subscribers, of all streams together; for ten thousand nodes in a few milliseconds. */
  counts(): {
    readonly sessions: ReadonlyMap<StreamSession['state'], number>
    readonly relays: ReadonlyMap<RelayState, number>
    readonly viewers: number
  } {
    let viewers = 0
    for (const { subscribers } of this.participations.values()) viewers += subscribers
    return { sessions: byState(this.sessions.values()), relays: byState(this.relays.values()), viewers }
  }

  /** Zero subscribers end a participation. */
  sayParticipation(node_id: NodeId, participation: Participation): void {
    if (participation.subscribers > 0) this.participations.put(participation)
    else this.participations.delete(participationKey(node_id, participation.stream_path))
  }

  /** A relay that closed or failed is forgotten. False: the relay is another node's, and nothing changed. */
  sayRelay(node_id: NodeId, relay: Relay): boolean {
    const before = this.relays.get(relay.id)
    if (before !== undefined && (before.dest_node_id !== node_id || before.stream_path !== relay.stream_path))
      return false
    if (before !== undefined && before.source_node_id !== relay.source_node_id) this.#forgetSource(before)
    if (relay.state === 'closed' || relay.state === 'failed') {
      this.relays.delete(relay.id)
      this.#forgetSource(relay)
      this.#watch.said(relay)
    } else {
      this.relays.put(relay)
      this.#noteSource(relay)
    }
    return true
  }

  /** Puts a report's participations and relays in the place of what was known of the node; the streams that changed. */
  replaceServing(node_id: NodeId, report: Pick<FullReport, 'participations' | 'relays'>): ReadonlySet<StreamPath> {
    const before = this.#forgetServing(node_id)
    for (const participation of report.participations) this.sayParticipation(node_id, participation)
    for (const relay of report.relays) this.sayRelay(node_id, relay)
    return new Set([...before, ...[...report.participations, ...report.relays].map(({ stream_path }) => stream_path)])
  }

  /** Forgets all that a node carried, as source of relays too; the streams it was about. */
  forget(node_id: NodeId): ReadonlySet<StreamPath> {
    const touched = new Set(this.#forgetServing(node_id))
    for (const { id, stream_path } of this.sessions.ofNode(node_id)) {
      this.sessions.delete(id)
      touched.add(stream_path)
    }
    for (const path of this.pulledFrom(node_id)) {
      for (const { id } of this.relays.ofPath(path).filter(({ source_node_id }) => source_node_id === node_id)) {
        this.relays.delete(id)
      }
      touched.add(path)
    }
    this.#by_source.delete(node_id)
    return touched
  }

  renew(node_id: NodeId): void {
    this.sessions.renew(node_id)
    this.participations.renew(node_id)
    this.relays.renew(node_id)
  }

  /** Forgets what has run out; the streams it was about. */
  sweep(): ReadonlySet<StreamPath> {
    return new Set([...this.sessions.sweep(), ...this.participations.sweep(), ...this.relays.sweep()])
  }

  #noteSource({ id, source_node_id }: Relay): void {
    const known = this.#by_source.get(source_node_id)
    if (known === undefined) this.#by_source.set(source_node_id, new Set([id]))
    else known.add(id)
  }

  #forgetSource({ id, source_node_id }: Relay): void {
    const known = this.#by_source.get(source_node_id)
    known?.delete(id)
    if (known?.size === 0) this.#by_source.delete(source_node_id)
  }

  #forgetServing(node_id: NodeId): StreamPath[] {
    const participations = this.participations.ofNode(node_id)
    const relays = this.relays.ofNode(node_id)
    for (const { stream_path } of participations) this.participations.delete(participationKey(node_id, stream_path))
    for (const relay of relays) {
      this.relays.delete(relay.id)
      this.#forgetSource(relay)
    }
    return [...participations, ...relays].map(({ stream_path }) => stream_path)
  }
}

function byState<State extends string>(facts: Iterable<{ readonly state: State }>): ReadonlyMap<State, number> {
  const counts = new Map<State, number>()
  for (const { state } of facts) counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}

function participationKey(node_id: NodeId, path: StreamPath): string {
  return `${node_id}/${path}`
}
