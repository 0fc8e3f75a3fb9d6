import type { ClusterSession, HeartbeatAnswer, HeartbeatRequest, ServerSummary } from '#contract/cluster-api.ts'
import { ClusterRefusal } from '#contract/cluster-surface.ts'
import type { Peer, RelaySourceChoice } from '#contract/control-channel.ts'
import type { ClusterId, NodeId, StreamPath } from '#contract/ids.ts'
import { type KnownMember, Member, type MemberState } from './member.ts'
import { summaryOf } from './member-address.ts'
import { streamSources } from './stream-sources.ts'

/** Members of other makes at most; whoever holds the key could invent any number. */
const MAX_FOREIGN = 1_000
/** Up to so many nodes every one talks with every other in each round (contract of member-exchange.ts). */
export const FAN_OUT = 16
/** What a node is told of others in one answer, at most. */
const MAX_TOLD_MEMBERS = 128
const MAX_TOLD_SESSIONS = 1_000
/** And a member of another make, or a tool. */
const MAX_LISTED_MEMBERS = 4_000
const MAX_LISTED_SESSIONS = 10_000
const MAX_LISTED_WATCHERS = 1_000

/** Who asks: a node that proved itself, or whoever holds the cluster's key. */
export type Caller = { readonly peer: Peer } | { readonly peer: null }

export interface MemberBookOptions {
  readonly node_id: NodeId
  readonly cluster_id: ClusterId
  /** This node as it tells of itself, and what it publishes and watches. */
  readonly own: {
    readonly name: string
    summary(): ServerSummary
    readonly sessions: readonly ClusterSession[]
    readonly watches: ReadonlySet<StreamPath>
  }
  /** The nodes that the origin named, this one perhaps among them. */
  readonly peers: () => readonly Peer[]
  readonly interval_ms: () => number
  /** Monotonic, in ms. */
  readonly now?: () => number
  /** As `Date.now`. */
  readonly wall_clock?: () => number
}

/** Members and what they publish, as they are told of. */
export interface MemberNews {
  readonly summaries: readonly ServerSummary[]
  readonly sessions: readonly ClusterSession[]
}

/**
 * What this node knows of the other members by what they said, to it or to others: who lives, what they publish, what they watch. Nodes of
 * ours are in it if the origin named them, and only then: nobody comes in, or back in, by the word of others. What is
 * newer replaces what is older; what a member says itself about others than itself is told as hearsay, which proves no more than that.
 */
export class MemberBook {
  readonly #options: MemberBookOptions
  readonly #nodes = new Map<NodeId, Member>()
  /** Members of other makes, by server_id. */
  readonly #foreign = new Map<string, Member>()
  readonly #now: () => number
  #peers: ReadonlyMap<NodeId, Peer> = new Map()
  /** Where the next answer's choice of members begins, so that each has its turn. */
  #turn = 0

  constructor(options: MemberBookOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    this.named()
  }

  /** The origin's list is another than before: who is no more in it is a member no more. */
  named(): void {
    const { node_id, peers } = this.#options
    this.#peers = new Map(peers().flatMap((peer) => (peer.node_id === node_id ? [] : [[peer.node_id, peer]])))
    for (const id of this.#nodes.keys()) if (!this.#peers.has(id)) this.#nodes.delete(id)
    for (const peer of this.#peers.values()) {
      if (peer.kind === 'foreign') continue
      const known = this.#nodes.get(peer.node_id)
      if (known === undefined) this.#nodes.set(peer.node_id, new Member(summaryOf(peer), peer.node_id, this.#now()))
      else known.summary = { ...known.summary, ...summaryOf(peer) }
    }
  }

  /** All members but this node. */
  list(): readonly KnownMember[] {
    return [...this.#nodes.values(), ...this.#foreign.values()].map((member) => ({
      member,
      state: this.#stateOf(member),
      peer: member.node_id === null ? null : (this.#peers.get(member.node_id) ?? null),
    }))
  }

  find(server_id: string): KnownMember | undefined {
    return this.list().find(({ member }) => member.summary.server_id === server_id)
  }

  /** Null for a node that the origin did not name. */
  stateOfNode(node_id: NodeId): MemberState | null {
    const member = this.#nodes.get(node_id)
    return member === undefined ? null : this.#stateOf(member)
  }

  /** All members, this node first. */
  servers(): readonly ServerSummary[] {
    const others = this.list().map(({ member, state }) => ({ ...member.summary, state }))
    return [this.#options.own.summary(), ...others].slice(0, MAX_LISTED_MEMBERS)
  }

  /** All publications of members that are there. */
  sessions(): readonly ClusterSession[] {
    const { own } = this.#options
    const there = this.list().filter(({ state }) => state !== 'offline')
    const watching = new Map<StreamPath, string[]>()
    const watches = (server_id: string, paths: Iterable<StreamPath>) => {
      for (const path of paths) {
        const known = watching.get(path)
        if (known === undefined) watching.set(path, [server_id])
        else if (known.length < MAX_LISTED_WATCHERS) known.push(server_id)
      }
    }
    watches(own.name, own.watches)
    for (const { member } of there) watches(member.summary.server_id, member.watches)
    const told = there.flatMap(({ member: { sessions, summary } }) =>
      [...sessions.values()].map((session) => ({ ...session, publish_node_id: summary.server_id })),
    )
    return [...own.sessions, ...told]
      .slice(0, MAX_LISTED_SESSIONS)
      .map((session) => ({ ...session, subscribe_nodes: watching.get(session.stream_path) ?? [] }))
  }

  /**
   * A member's heartbeat.
   * @throws {ClusterRefusal} it is somebody else's name, or an older program's
   */
  beat({ summary, sessions, watches }: HeartbeatRequest, caller: Caller): MemberNews {
    const member = this.#heard(summary, caller)
    if (sessions !== undefined) member.publishes(ofItself(sessions, summary.server_id), true)
    if (watches !== undefined) {
      member.watches.clear()
      for (const path of watches) member.watch(path, true)
    }
    return caller.peer === null ? { summaries: this.servers(), sessions: this.sessions() } : this.#tell(caller.peer)
  }

  /** What a member answered to this node's heartbeat. @param from null: one that proved nothing, at this address */
  answered(
    { summaries, sessions }: HeartbeatAnswer,
    from: { readonly peer: Peer | null; readonly address: string },
  ): void {
    const by_member = Map.groupBy(sessions ?? [], ({ publish_node_id }) => publish_node_id ?? '')
    for (const summary of summaries) {
      const is_itself =
        from.peer === null
          ? summary.node_id == null && summary.address === from.address
          : summary.node_id === from.peer.node_id
      const member = is_itself ? this.#heardSafely(summary, { peer: from.peer }) : this.#hearsay(summary)
      if (sessions !== undefined) member?.publishes(by_member.get(summary.server_id) ?? [], true)
    }
  }

  /** Takes what is told of others; returns how many of it is news. */
  merge(summaries: readonly ServerSummary[]): number {
    return summaries.filter((summary) => this.#hearsay(summary) !== null).length
  }

  /** What changed of a member's publications. @throws {ClusterRefusal} it is none, or speaks for another */
  publishes(server_id: string, sessions: readonly ClusterSession[], full: boolean, caller: Caller): number {
    const member = this.#speaking('server_id', server_id, caller)
    return member.publishes(ofItself(sessions, server_id), full)
  }

  /** @throws {ClusterRefusal} it is none, or speaks for another */
  watches(server_id: string, path: StreamPath, subscribes: boolean, caller: Caller): void {
    this.#speaking('node_id', server_id, caller).watch(path, subscribes)
  }

  /** Members that a stream can be pulled from, its publisher first; those that are offline are none. */
  sourcesOf(path: StreamPath): readonly RelaySourceChoice[] {
    return streamSources(this.list(), path, this.#options.cluster_id)
  }

  /** What a node of ours is told: this node, all of other makes that speak with it, and of the others so many in turn. */
  #tell(to: Peer): MemberNews {
    const { own } = this.#options
    const known = this.list().filter(({ member }) => member.node_id !== to.node_id)
    const [foreign, ours] = [
      known.filter(({ member }) => member.node_id === null),
      known.filter(({ member, state }) => member.node_id !== null && state !== 'joining'),
    ]
    const from = ours.length === 0 ? 0 : this.#turn % ours.length
    this.#turn += MAX_TOLD_MEMBERS
    const told = [...foreign, ...ours.slice(from), ...ours.slice(0, from)].slice(0, MAX_TOLD_MEMBERS)
    const answer = { summaries: [own.summary()], sessions: own.sessions.slice(0, MAX_TOLD_SESSIONS) }
    for (const { member, state } of told) {
      // Of a member all that it publishes is told, or nothing of it.
      if (state === 'offline' || answer.sessions.length + member.sessions.size > MAX_TOLD_SESSIONS) continue
      answer.summaries.push({ ...member.summary, state })
      const { server_id } = member.summary
      for (const session of member.sessions.values()) answer.sessions.push({ ...session, publish_node_id: server_id })
    }
    return answer
  }

  #heard(summary: ServerSummary, { peer }: Caller): Member {
    if (peer === null) return this.#heardForeign(summary)
    if (summary.node_id !== peer.node_id)
      throw new ClusterRefusal(403, `summary.node_id: ${peer.name} speaks for itself alone`)
    const member = this.#nodes.get(peer.node_id)
    if (member === undefined) throw new ClusterRefusal(403, `summary.node_id: the origin does not name ${peer.name}`)
    const version = { epoch: summary.epoch ?? 0, beat: summary.beat ?? 0 }
    if (member.isOfThePast(version.epoch))
      throw new ClusterRefusal(409, `summary.epoch: a newer program of ${peer.name} is there`)
    if (member.isNews(version)) member.hear({ ...summary, ...summaryOf(peer) }, version, this.#now())
    else member.lives(this.#now())
    return member
  }

  #heardSafely(summary: ServerSummary, caller: Caller): Member | null {
    try {
      return this.#heard(summary, caller)
    } catch (error) {
      if (error instanceof ClusterRefusal) return null
      throw error
    }
  }

  #heardForeign(summary: ServerSummary): Member {
    const { server_id, address } = summary
    if (summary.node_id != null || this.#isOurs(server_id))
      throw new ClusterRefusal(409, `server_id: ${server_id} is a node of this cluster, which proves itself otherwise`)
    const known = this.#foreign.get(server_id)
    if (known !== undefined && known.summary.address !== address && this.#stateOf(known) !== 'offline')
      throw new ClusterRefusal(409, `server_id: ${server_id} is a member at ${known.summary.address} already`)
    const member = known ?? this.#admit(summary)
    if (member === null) throw new ClusterRefusal(507, `This cluster has ${MAX_FOREIGN} foreign members already.`)
    const last_seen = summary.last_seen ?? this.#wall()
    const version = { epoch: 0, beat: last_seen }
    if (member.isNews(version)) member.hear({ ...summary, last_seen }, version, this.#now())
    else member.lives(this.#now())
    return member
  }

  /** What others say: null where that is nothing new, or of nobody who may be here. */
  #hearsay(summary: ServerSummary): Member | null {
    const { server_id, node_id, last_seen } = summary
    if (node_id == null) return this.#hearsayOfForeign(server_id, summary, last_seen ?? null)
    const peer = this.#peers.get(node_id)
    const member = this.#nodes.get(node_id)
    const version = { epoch: summary.epoch ?? 0, beat: summary.beat ?? 0 }
    if (peer === undefined || member === undefined || version.epoch === 0 || !member.isNews(version)) return null
    member.hear({ ...summary, ...summaryOf(peer) }, version, this.#now())
    return member
  }

  #hearsayOfForeign(server_id: string, summary: ServerSummary, last_seen: number | null): Member | null {
    if (this.#isOurs(server_id) || summary.state === 'offline' || summary.state === 'left') return null
    const known = this.#foreign.get(server_id)
    if (known !== undefined && known.summary.address !== summary.address) return null
    const member = known ?? this.#admit(summary)
    const version = { epoch: 0, beat: last_seen ?? 0 }
    if (member === null || !member.isNews(version)) return null
    member.hear(summary, version, this.#now())
    return member
  }

  #admit(summary: ServerSummary): Member | null {
    if (this.#foreign.size >= MAX_FOREIGN && !this.#makeRoom()) return null
    const member = new Member(summary, null, this.#now())
    this.#foreign.set(summary.server_id, member)
    return member
  }

  /** Forgets a member that is offline. Looks at a few of those that came first and lets those that live stand at the end of the line. */
  #makeRoom(): boolean {
    for (const [server_id, member] of [...this.#foreign].slice(0, 8)) {
      this.#foreign.delete(server_id)
      if (this.#stateOf(member) === 'offline') return true
      this.#foreign.set(server_id, member)
    }
    return false
  }

  #speaking(field: string, server_id: string, { peer }: Caller): Member {
    if (peer !== null && peer.name !== server_id)
      throw new ClusterRefusal(403, `${field}: ${peer.name} speaks for itself alone`)
    const member = peer === null ? this.#foreign.get(server_id) : this.#nodes.get(peer.node_id)
    if (member === undefined)
      throw new ClusterRefusal(404, `${field}: ${server_id} is not a member; POST heartbeat comes first`)
    return member
  }

  #isOurs(server_id: string): boolean {
    if (this.#options.own.name === server_id) return true
    for (const { name } of this.#peers.values()) if (name === server_id) return true
    return false
  }

  /** In a large cluster not all are talked with in each round, and news takes longer. */
  #stateOf(member: Member): MemberState {
    const rounds = Math.max(1, Math.ceil(this.#peers.size / FAN_OUT))
    return member.state(this.#options.interval_ms() * rounds, this.#now())
  }

  #wall(): number {
    return (this.#options.wall_clock ?? Date.now)()
  }
}

/** A member speaks for itself alone. */
function ofItself(sessions: readonly ClusterSession[], server_id: string): readonly ClusterSession[] {
  return sessions.filter(({ publish_node_id }) => (publish_node_id ?? server_id) === server_id)
}
