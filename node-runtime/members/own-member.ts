import type { ClusterSession, ServerSummary } from '#contract/cluster-api.ts'
import type { Fingerprint, NodeId, StreamPath } from '#contract/ids.ts'
import type { NodeEndpoints, NodeLoad, NodeMode } from '#contract/node.ts'
import { Listeners } from '../media/listeners.ts'
import type { LiveStream } from '../media/live-stream.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import { mediaAddress, quicAddress } from './member-address.ts'

/** What a node tells of at most, so that a heartbeat stays under what is taken (`CLUSTER_API_MAX_BYTES`): the newest of it. */
const MAX_SESSIONS = 1_000
const MAX_SESSIONS_CHARACTERS = 160 * 1024
const MAX_WATCHES = 2_000
const MAX_WATCHES_CHARACTERS = 64 * 1024

export interface OwnMemberOptions {
  readonly node_id: NodeId
  readonly fingerprint: Fingerprint
  readonly epoch: number
  readonly name: () => string
  /** As others reach it, as far as that is known. */
  readonly endpoints: () => NodeEndpoints
  /** As it was measured last. */
  readonly load: () => NodeLoad
  readonly measure: () => void
  /** As it was applied last; null: the origin has not said, which is as good as normal. */
  readonly mode: () => NodeMode | null
  readonly directory: StreamDirectory
}

/** What changed of a member's media. */
export type OwnChange =
  | { readonly kind: 'session'; readonly session: ClusterSession }
  | { readonly kind: 'watches'; readonly path: StreamPath; readonly subscribes: boolean }

/** This node as it tells others of itself: who it is, what it publishes, and which streams have viewers here. */
export class OwnMember {
  readonly watches = new Set<StreamPath>()
  readonly #options: OwnMemberOptions
  readonly #sessions = new Map<StreamPath, ClusterSession>()
  readonly #listeners = new Listeners<{ changed: [change: OwnChange] }>()
  readonly #unlisten: readonly (() => void)[]
  /** Measured once for every change, not for every member that asks: null when something changed. */
  #told_sessions: readonly ClusterSession[] | null = null
  #told_watches: readonly StreamPath[] | null = null
  #revision = 0
  #beat = 1

  constructor(options: OwnMemberOptions) {
    this.#options = options
    const { directory } = options
    const look = (stream: LiveStream) => this.#look(stream)
    const gone = (stream: LiveStream) => this.#ended(stream.path)
    const unwatched = (stream: LiveStream) => this.#watch(stream.path, false)
    this.#unlisten = [
      directory.on('started', look),
      directory.on('left', gone),
      directory.on('ended', gone),
      directory.on('ended', unwatched),
      directory.on('subscribers', ({ path, viewers }) => this.#watch(path, viewers > 0)),
    ]
  }

  get node_id(): NodeId {
    return this.#options.node_id
  }

  get name(): string {
    return this.#options.name()
  }

  /** Grows with every change of what it publishes or watches. */
  get revision(): number {
    return this.#revision
  }

  /** As far as it is told; the same list until a stream comes or goes. */
  get sessions(): readonly ClusterSession[] {
    this.#told_sessions ??= newest([...this.#sessions.values()], MAX_SESSIONS, MAX_SESSIONS_CHARACTERS)
    return this.#told_sessions
  }

  get told_watches(): readonly StreamPath[] {
    this.#told_watches ??= newest([...this.watches], MAX_WATCHES, MAX_WATCHES_CHARACTERS)
    return this.#told_watches
  }

  get endpoints(): NodeEndpoints {
    return this.#options.endpoints()
  }

  /** What is told from here on is newer than what was told before. */
  nextBeat(): void {
    this.#options.measure()
    this.#beat += 1
  }

  summary(): ServerSummary {
    const { node_id, fingerprint, epoch, name, endpoints, load, mode } = this.#options
    const { cpu_percent, egress_mbps, subscribers } = load()
    return {
      server_id: name(),
      address: mediaAddress(endpoints()),
      quic_addr: quicAddress(endpoints()),
      state: 'alive',
      cpu: cpu_percent,
      bandwidth_mbps: egress_mbps,
      subscribers,
      last_seen: Date.now(),
      node_id,
      relay_fingerprint: fingerprint,
      epoch,
      beat: this.#beat,
      mode: mode()?.value ?? 'normal',
      closed_roles: mode()?.closed_roles ?? [],
    }
  }

  onChanged(listener: (change: OwnChange) => void): () => void {
    return this.#listeners.on('changed', listener)
  }

  stop(): void {
    for (const unlisten of this.#unlisten) unlisten()
  }

  #look(stream: LiveStream): void {
    const { path, session_id, origin, started_at } = stream
    if (origin.kind !== 'publisher') {
      this.#ended(path)
      return
    }
    const session: ClusterSession = {
      stream_path: path,
      publish_node_id: this.#options.name(),
      session_id,
      state: 'live',
      started_at: started_at.getTime(),
      updated_at: Date.now(),
    }
    this.#sessions.delete(path)
    this.#sessions.set(path, session)
    this.#tell({ kind: 'session', session })
  }

  #ended(path: StreamPath): void {
    const session = this.#sessions.get(path)
    if (session === undefined) return
    this.#sessions.delete(path)
    this.#tell({ kind: 'session', session: { ...session, state: 'ended', updated_at: Date.now() } })
  }

  #watch(path: StreamPath, subscribes: boolean): void {
    if (subscribes === this.watches.has(path)) return
    if (subscribes) this.watches.add(path)
    else this.watches.delete(path)
    this.#tell({ kind: 'watches', path, subscribes })
  }

  #tell(change: OwnChange): void {
    this.#revision += 1
    if (change.kind === 'session') this.#told_sessions = null
    else this.#told_watches = null
    this.#listeners.emit('changed', change)
  }
}

/** The last ones, as far as they fit as JSON. */
function newest<Item>(items: readonly Item[], most: number, characters: number): readonly Item[] {
  let left = characters
  const fitting = items
    .slice(-most)
    .reverse()
    .filter((item) => {
      left -= JSON.stringify(item).length + 1
      return left >= 0
    })
  return fitting.reverse()
}
