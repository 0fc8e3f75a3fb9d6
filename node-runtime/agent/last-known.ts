import { join } from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import {
  defaultRelayLimits,
  type Located,
  MAX_KNOWN_PEERS,
  type Peer,
  type PeersChanged,
  type PeersTold,
  peerSchema,
  type RelayLimits,
  relayLimitsSchema,
} from '#contract/control-channel.ts'
import {
  type Fingerprint,
  fingerprintSchema,
  type NodeId,
  nodeIdSchema,
  type SessionId,
  type StreamPath,
  sessionIdSchema,
  streamPathSchema,
} from '#contract/ids.ts'
import { type NodeMode, nodeModeSchema } from '#contract/node.ts'
import { type ToldPolicies, toldPoliciesSchema } from '#contract/stream-policy.ts'
import { type PeerBook, proofOf } from '../relay/relay-identity.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

/** Sources of streams that are remembered, newest first to stay. */
const MAX_SOURCES = 1_000

/** Facts that may be lost are written at most so often, in ms. */
const WRITE_INTERVAL_MS = 1_000
/** When a disk that did not take them is asked again, in ms. */
const RETRY_INTERVAL_MS = 5_000

const lastKnownSchema = z.object({
  node_id: nodeIdSchema,
  mode: nodeModeSchema.nullable(),
  heartbeat_interval_ms: z.number().int().positive(),
  relays: relayLimitsSchema.optional(),
  cluster_key_digest: fingerprintSchema.nullish(),
  peers_revision: z.number().int().nonnegative(),
  peers: z.array(peerSchema),
  policies: toldPoliciesSchema.optional(),
  sources: z.array(z.object({ stream_path: streamPathSchema, session_id: sessionIdSchema, node_id: nodeIdSchema })),
})
type Kept = z.infer<typeof lastKnownSchema>

/**
 * What the origin told this node last, kept on disk so that a node without its origin, also a restarted one, serves
 * on and can pull what it knew. Everything here is replaced by the origin's next words.
 */
export class LastKnown implements PeerBook {
  readonly #file: string
  readonly #log: Logger
  readonly #by_fingerprint = new Map<Fingerprint, Peer>()
  readonly #by_id = new Map<NodeId, Peer>()
  readonly #sources = new Map<StreamPath, { readonly session_id: SessionId; readonly node_id: NodeId }>()
  readonly #listeners = new Set<(gone: readonly NodeId[]) => void>()
  #kept: Kept
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> = Promise.resolve()

  private constructor(file: string, kept: Kept, log: Logger) {
    this.#file = file
    this.#log = log
    this.#kept = kept
    this.#index(kept.peers)
    for (const source of kept.sources) this.#sources.set(source.stream_path, source)
  }

  /** Reads what is kept; of another node id, or unreadable, it counts as nothing (the origin says it all again). */
  static async open(data_dir: string, node_id: NodeId, log: Logger): Promise<LastKnown> {
    const file = join(data_dir, 'last-known.json')
    const empty: Kept = { node_id, mode: null, heartbeat_interval_ms: 5_000, peers_revision: 0, peers: [], sources: [] }
    const text = await readPrivateFile(file)
    if (text === null) return new LastKnown(file, empty, log)
    try {
      const kept = lastKnownSchema.parse(JSON.parse(text))
      return new LastKnown(file, kept.node_id === node_id ? kept : empty, log)
    } catch (error) {
      log.warn(
        { event: 'last_known.unreadable', err: error },
        `${file} cannot be read; the origin will say again what was in it`,
      )
      return new LastKnown(file, empty, log)
    }
  }

  get mode(): NodeMode | null {
    return this.#kept.mode
  }

  get heartbeat_interval_ms(): number {
    return this.#kept.heartbeat_interval_ms
  }

  get peers(): readonly Peer[] {
    return this.#kept.peers
  }

  /** A mode must survive a restart: it is on disk when this returns. */
  async setMode(mode: NodeMode): Promise<void> {
    this.#kept = { ...this.#kept, mode }
    await this.flush()
  }

  get relay_limits(): RelayLimits {
    return this.#kept.relays ?? defaultRelayLimits
  }

  setRelayLimits(relays: RelayLimits): void {
    const { max_hops, max_out } = this.relay_limits
    if (relays.max_hops === max_hops && relays.max_out === max_out) return
    this.#kept = { ...this.#kept, relays }
    this.#writeSoon()
  }

  /** What operators say of streams; null: the origin never told. */
  get policies(): ToldPolicies | null {
    return this.#kept.policies ?? null
  }

  setPolicies(policies: ToldPolicies): void {
    this.#kept = { ...this.#kept, policies }
    this.#writeSoon()
  }

  /** What the cluster's key is checked by; null: there is none. */
  get cluster_key_digest(): string | null {
    return this.#kept.cluster_key_digest ?? null
  }

  setClusterKeyDigest(cluster_key_digest: string | null): void {
    if (cluster_key_digest === this.cluster_key_digest) return
    this.#kept = { ...this.#kept, cluster_key_digest }
    this.#writeSoon()
  }

  setHeartbeatInterval(heartbeat_interval_ms: number): void {
    if (heartbeat_interval_ms === this.#kept.heartbeat_interval_ms) return
    this.#kept = { ...this.#kept, heartbeat_interval_ms }
    this.#writeSoon()
  }

  /**
   * Takes the origin's list: in place of what was known or, where it is partial, on top of it.
   * @returns the nodes that are still known and were not in it
   */
  setPeers({ revision, peers, partial }: Pick<PeersTold, 'revision' | 'peers' | 'partial'>): readonly NodeId[] {
    const told = new Set(peers.map(({ node_id }) => node_id))
    const kept = partial ? this.#kept.peers.filter(({ node_id }) => !told.has(node_id)) : []
    const room = Math.max(0, MAX_KNOWN_PEERS - peers.length)
    const left = kept.slice(Math.max(0, kept.length - room))
    this.#replacePeers(revision, [...left, ...peers])
    return left.map(({ node_id }) => node_id)
  }

  /** Takes what changed since; the newest words come last. */
  changePeers({ revision, changed, removed }: Pick<PeersChanged, 'revision' | 'changed' | 'removed'>): void {
    const touched = new Set([...removed, ...changed.map(({ node_id }) => node_id)])
    const peers = [...this.#kept.peers.filter(({ node_id }) => !touched.has(node_id)), ...changed]
    this.#replacePeers(revision, peers.slice(Math.max(0, peers.length - MAX_KNOWN_PEERS)))
  }

  names(peer: Peer): boolean {
    const named = this.#by_id.get(peer.node_id)
    // One that has got its first certificate since is the same node, by the same key.
    const same_key = peer.key_fingerprint === undefined || named?.key_fingerprint === peer.key_fingerprint
    return named?.relay_fingerprint === peer.relay_fingerprint && same_key
  }

  byFingerprint(fingerprint: Fingerprint): Peer | undefined {
    return this.#by_fingerprint.get(fingerprint)
  }

  awaitFingerprint(fingerprint: Fingerprint, timeout_ms: number): Promise<Peer | undefined> {
    const known = this.byFingerprint(fingerprint)
    if (known !== undefined) return Promise.resolve(known)
    return new Promise((resolve) => {
      const settle = (peer: Peer | undefined) => {
        clearTimeout(patience)
        unlisten()
        resolve(peer)
      }
      const patience = setTimeout(() => settle(undefined), timeout_ms)
      const unlisten = this.onReplaced(() => {
        const peer = this.byFingerprint(fingerprint)
        if (peer !== undefined) settle(peer)
      })
    })
  }

  onReplaced(listener: (gone: readonly NodeId[]) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Remembers where a stream was, for the time without an origin. */
  rememberSource(path: StreamPath, source: NonNullable<Located['source']>): void {
    this.#sources.delete(path)
    this.#sources.set(path, { session_id: source.session_id, node_id: source.peer.node_id })
    if (this.#sources.size > MAX_SOURCES) {
      const oldest = this.#sources.keys().next().value
      if (oldest !== undefined) this.#sources.delete(oldest)
    }
    this.#writeSoon()
  }

  forgetSource(path: StreamPath): void {
    if (this.#sources.delete(path)) this.#writeSoon()
  }

  /** Where the stream was last, if its node is still a peer. */
  sourceOf(path: StreamPath): Located['source'] {
    const source = this.#sources.get(path)
    const peer = source && this.#by_id.get(source.node_id)
    return source && peer ? { session_id: source.session_id, peer } : null
  }

  /** Writes what is not on disk yet. @throws when the disk does not take it */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const sources = [...this.#sources].map(([stream_path, source]) => ({
      stream_path,
      session_id: source.session_id,
      node_id: source.node_id,
    }))
    const text = `${JSON.stringify({ ...this.#kept, sources })}\n`
    const writing = this.#writing.then(() => writePrivateFile(this.#file, text))
    // The next write waits for this one and does not care whether it succeeded; the caller does.
    this.#writing = writing.then(
      () => undefined,
      () => undefined,
    )
    await writing
  }

  #replacePeers(peers_revision: number, peers: Peer[]): void {
    const before = [...this.#by_id.keys()]
    this.#kept = { ...this.#kept, peers_revision, peers }
    this.#index(peers)
    this.#writeSoon()
    const gone = before.filter((node_id) => !this.#by_id.has(node_id))
    for (const listener of [...this.#listeners]) listener(gone)
  }

  #index(peers: readonly Peer[]): void {
    this.#by_fingerprint.clear()
    this.#by_id.clear()
    for (const peer of peers) {
      this.#by_fingerprint.set(proofOf(peer), peer)
      this.#by_id.set(peer.node_id, peer)
    }
  }

  #writeSoon(wait_ms = WRITE_INTERVAL_MS): void {
    if (this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.flush().catch((error: unknown) => {
        this.#log.warn(
          { event: 'last_known.not_written', err: error },
          `${this.#file} could not be written; media goes on, and it is tried again`,
        )
        this.#writeSoon(RETRY_INTERVAL_MS)
      })
    }, wait_ms)
    this.#timer.unref()
  }
}
