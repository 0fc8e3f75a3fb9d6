import type { LocateRequest, Peer, RelayLimits, RelaySourceChoice } from '#contract/control-channel.ts'
import type { NodeId, RelayId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { Relay, StreamSession } from '#contract/stream.ts'
import type { StreamPolicy } from '#contract/stream-policy.ts'
import { type LocateAnswer, locateSource } from './locate.ts'
import type { PolicyLimits } from './policy-limits.ts'
import { isLastResort, isWorthMoving, type RankedSource, rankSources } from './relay-sources.ts'
import { RelayTrees } from './relay-trees.ts'

/** As many sources are named at once. */
const MOST_SOURCES = 4

export interface RelayGuideOptions {
  readonly nodes: {
    find(id: NodeId): Node | undefined
    /** As it was when it was last heard of: good enough to choose, and cheap. */
    glance(id: NodeId): Node | undefined
    peer(id: NodeId): Peer | null
  }
  readonly clock: { now(): { readonly monotonic_ms: number } }
  /** Says to a node, unasked, where a stream can be pulled from now, best first. */
  readonly tellSource: (node_id: NodeId, path: StreamPath, sources: readonly RelaySourceChoice[]) => void
  /** How long a publisher whose node is out of reach is waited for, in ms. */
  readonly publisher_grace_ms: number
  readonly limits: RelayLimits
  /** What operators say of streams, and what of it allows a pull. */
  readonly policies: { of(path: StreamPath): StreamPolicy | null }
  readonly policy_limits: Pick<PolicyLimits, 'pullRefusal'>
  /** The session that is the stream. */
  readonly sessionOf: (path: StreamPath) => StreamSession | undefined
  /** All publications of the stream; foreign members are not told to end theirs. */
  readonly sessionsOf: (path: StreamPath) => readonly StreamSession[]
  readonly relaysOf: (path: StreamPath) => readonly Relay[]
  /** Streams that anybody pulls from this node. */
  readonly pulledFrom: (node_id: NodeId) => readonly StreamPath[]
}

/** Says from where nodes pull streams: when they ask, and unasked when where they pull from is no source any more. */
export class RelayGuide {
  readonly #options: RelayGuideOptions
  readonly #trees: RelayTrees
  /** Nodes that are not sound, and whose pulls were led elsewhere since they were. */
  readonly #led_away = new Set<NodeId>()

  constructor(options: RelayGuideOptions) {
    this.#options = options
    this.#trees = new RelayTrees(options)
  }

  /** Forgets what nodes were told long ago. */
  sweep(): void {
    this.#trees.sweep()
  }

  /** Answers where a stream can be pulled from, and counts on it that the node does. */
  locate(
    requester_id: NodeId,
    { stream_path, exclude_node_ids: exclude }: Pick<LocateRequest, 'stream_path' | 'exclude_node_ids'>,
  ): LocateAnswer {
    const { nodes, sessionOf, policies, policy_limits } = this.#options
    const session = this.#standIn(sessionOf(stream_path), exclude)
    const pulling = session === undefined ? [] : this.#trees.of(session).told
    const refusal = session && policy_limits.pullRefusal(stream_path, nodes.glance(requester_id), pulling)
    if (refusal != null) return { source: null, reason: `${stream_path} cannot be fetched: ${refusal}` }
    const publisher_grace_ms = policies.of(stream_path)?.rules.publisher_grace_ms ?? this.#options.publisher_grace_ms
    const answer = locateSource({
      ...{ stream_path, requester_id, session, exclude, grace_ms: publisher_grace_ms },
      node: session === undefined ? undefined : nodes.find(session.publish_node_id),
      sources: session === undefined ? [] : this.#rank(session, requester_id, exclude),
      peerOf: (id) => nodes.peer(id),
    })
    if (session !== undefined && answer.source !== null) {
      this.#trees.lead(session, requester_id, answer.source.peer.node_id)
    }
    return answer
  }

  /**
   * The publication to pull: the stream's own, unless that is a foreign member's who just failed the node that asks, and another one
   * publishes the same. That need not wait until the first is known to be gone.
   */
  #standIn(session: StreamSession | undefined, exclude: readonly NodeId[]): StreamSession | undefined {
    if (session === undefined || !exclude.includes(session.publish_node_id)) return session
    const { nodes, sessionsOf } = this.#options
    if (nodes.find(session.publish_node_id)?.kind !== 'foreign') return session
    const other = sessionsOf(session.stream_path).find(({ state, publish_node_id: id }) => {
      return state === 'live' && !exclude.includes(id) && nodes.find(id)?.liveness.state === 'alive'
    })
    return other ?? session
  }

  /** A node says how it pulls a stream. */
  said(relay: Relay): void {
    this.#trees.said(relay)
  }

  /** A relay is over, or nothing was heard of it for too long. */
  gone(path: StreamPath, id: RelayId): void {
    this.#trees.gone(path, id)
  }

  /** Another session than before is the stream: nodes that relayed it from where it was are told, unless their own source is. */
  sessionMoved(session: StreamSession): void {
    const relays = this.#options.relaysOf(session.stream_path)
    const pullers = new Set(relays.map(({ dest_node_id }) => dest_node_id))
    for (const { dest_node_id, source_node_id, session_id, state } of relays) {
      if (session_id === session.id || dest_node_id === session.publish_node_id) continue
      // A source that goes over to the new session takes with it all who pull from it.
      const follows = pullers.has(source_node_id) && state !== 'retrying'
      if (!follows) this.#tell(session, dest_node_id, [], () => true)
    }
  }

  /** Something about a node changed: while it drains or is out of reach, what it hands on is led to other sources. */
  nodeChanged(node: Node): void {
    const { id, mode, liveness } = node
    const sound = mode.value === 'normal' && (liveness.state === 'alive' || liveness.state === 'joining')
    if (sound) {
      this.#led_away.delete(id)
      return
    }
    if (this.#led_away.has(id)) return
    this.#led_away.add(id)
    this.leadAway(id)
  }

  /** Names other sources to all who pull from a node what is published on another. They go over without a break where there is one. */
  leadAway(node_id: NodeId): void {
    const { pulledFrom, relaysOf, sessionOf } = this.#options
    for (const path of pulledFrom(node_id)) {
      // Whoever pulls from the publisher's own node is as near as can be; the stream goes on or ends with it.
      const session = sessionOf(path)
      if (session === undefined || session.publish_node_id === node_id) continue
      const pulling = relaysOf(path).filter(({ source_node_id }) => source_node_id === node_id)
      for (const { dest_node_id } of pulling) this.#tell(session, dest_node_id, [node_id], isWorthMoving)
    }
  }

  #tell(
    session: StreamSession,
    dest: NodeId,
    exclude: readonly NodeId[],
    isGood: (source: RankedSource) => boolean,
  ): void {
    const { nodes, tellSource } = this.#options
    const path = session.stream_path
    if (this.#options.policy_limits.pullRefusal(path, nodes.glance(dest), [dest]) !== null) return
    const sources = this.#rank(session, dest, exclude).filter((source) => !isLastResort(source) && isGood(source))
    const { source, alternatives = [] } = locateSource({
      ...{ stream_path: path, requester_id: dest, session, exclude, sources, grace_ms: 0 },
      node: nodes.find(session.publish_node_id),
      peerOf: (id) => nodes.peer(id),
    })
    if (source === null) return
    this.#trees.lead(session, dest, source.peer.node_id)
    tellSource(dest, path, [source, ...alternatives])
  }

  #rank(session: StreamSession, requester_id: NodeId, exclude: readonly NodeId[]): readonly RankedSource[] {
    const { nodes, limits } = this.#options
    const tree = this.#trees.of(session)
    // What the node that asks was told before is what it does no more.
    tree.unlead(requester_id)
    const question = { requester_id, exclude, limits, tree, region: nodes.glance(requester_id)?.region ?? null }
    return rankSources({ ...question, nodeOf: (id) => nodes.glance(id) }, MOST_SOURCES)
  }
}
