import {
  type ClusterSession,
  MEMBER_OFFLINE_AFTER,
  MEMBER_SUSPECT_AFTER,
  type ServerSummary,
} from '#contract/cluster-api.ts'
import type { Peer } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'

/** Publications that are kept of one member at most, and streams that it watches. */
const MAX_SESSIONS = 1_000
const MAX_WATCHES = 2_000

/** How a member is, by this node's own clock: joining is one that has not been heard of yet. */
export type MemberState = 'joining' | 'alive' | 'suspect' | 'offline'

/** A member with how it is at this moment. */
export interface KnownMember {
  readonly member: Member
  readonly state: MemberState
  /** Of a node of ours. */
  readonly peer: Peer | null
}

/** What this node knows of one member, and how new that is. */
export class Member {
  /** Null: of another make. */
  readonly node_id: NodeId | null
  readonly sessions = new Map<StreamPath, ClusterSession>()
  readonly watches = new Set<StreamPath>()
  /** When streams ended that were here last, by the member's own clock. */
  readonly #ended = new Map<StreamPath, number>()
  summary: ServerSummary
  /** Since when there has been no news of it, in ms of the monotonic clock. */
  #heard_at_ms: number
  #said = false
  #epoch = 0
  #beat = 0

  constructor(summary: ServerSummary, node_id: NodeId | null, now_ms: number) {
    this.summary = summary
    this.node_id = node_id
    this.#heard_at_ms = now_ms
  }

  /** Whether this was said after what is known: by a later start of its program, or a later heartbeat of the same. */
  isNews({ epoch, beat }: { readonly epoch: number; readonly beat: number }): boolean {
    return !this.#said || epoch > this.#epoch || (epoch === this.#epoch && beat > this.#beat)
  }

  /** An earlier start of its program said it. */
  isOfThePast(epoch: number): boolean {
    return this.#said && epoch < this.#epoch
  }

  /** It is there, which is all that is new. */
  lives(now_ms: number): void {
    this.#heard_at_ms = now_ms
    this.#said = true
  }

  /** Takes what is news. */
  hear(summary: ServerSummary, version: { readonly epoch: number; readonly beat: number }, now_ms: number): void {
    this.summary = summary
    this.#epoch = version.epoch
    this.#beat = version.beat
    this.lives(now_ms)
  }

  /** @param interval_ms between two heartbeats of a member */
  state(interval_ms: number, now_ms: number): MemberState {
    const missed = (now_ms - this.#heard_at_ms) / interval_ms
    if (missed >= MEMBER_OFFLINE_AFTER) return 'offline'
    if (!this.#said) return 'joining'
    return missed >= MEMBER_SUSPECT_AFTER ? 'suspect' : 'alive'
  }

  /** Takes what it publishes, all of it (`full`) or what changed; returns how many of these were not older than what is known. */
  publishes(told: readonly ClusterSession[], full: boolean): number {
    const taken = told.filter((session) => this.#take(session)).length
    const named = new Set(told.map(({ stream_path }) => stream_path))
    if (full) for (const path of this.sessions.keys()) if (!named.has(path)) this.sessions.delete(path)
    return taken
  }

  #take(session: ClusterSession): boolean {
    const { stream_path, state, updated_at } = session
    const known = this.sessions.get(stream_path)
    if (known !== undefined && toldAt(session) < toldAt(known)) return false
    // It was on its way when the news that the stream ended overtook it.
    if (updated_at != null && updated_at < (this.#ended.get(stream_path) ?? 0)) return false
    if (state !== 'ended') {
      if (known === undefined && this.sessions.size >= MAX_SESSIONS) return false
      this.sessions.set(stream_path, session)
      return true
    }
    this.sessions.delete(stream_path)
    this.#ended.delete(stream_path)
    if (updated_at != null) this.#ended.set(stream_path, updated_at)
    const [oldest] = this.#ended.keys()
    if (this.#ended.size > MAX_SESSIONS && oldest !== undefined) this.#ended.delete(oldest)
    return true
  }

  /** It has viewers of a stream, or none any more. */
  watch(path: StreamPath, subscribes: boolean): void {
    if (!subscribes) this.watches.delete(path)
    else if (this.watches.size < MAX_WATCHES) this.watches.add(path)
  }
}

/** By the member's own clock; what does not say is as new as it can be. */
function toldAt({ updated_at, started_at }: ClusterSession): number {
  return updated_at ?? started_at ?? Number.POSITIVE_INFINITY
}
