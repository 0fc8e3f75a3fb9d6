import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import type { MediaConfig } from '#contract/config.ts'
import type { ConnectionRates } from '#contract/connection-rates.ts'
import type { NodeCommand, RelayLimits } from '#contract/control-channel.ts'
import type { Fingerprint, NodeId, StreamPath } from '#contract/ids.ts'
import type { NodeThreads } from '#contract/local-control.ts'
import type { NodeRole } from '#contract/node.ts'
import { RELAY_ESTABLISH_TIMEOUT_MS } from '#contract/relay-protocol.ts'
import type { Relay } from '#contract/stream.ts'
import type { AccessRefusals } from '#contract/told-access.ts'
import { NodeAdmission, type Overload, type RedeemTicket } from './agent/admission.ts'
import { NetworkList } from './agent/network-list.ts'
import type { NodeAccess } from './agent/node-access.ts'
import { NodeFailure } from './agent/node-errors.ts'
import type { NodePolicies } from './agent/node-policies.ts'
import { clusterRelays } from './cluster-relays.ts'
import { configuredLimits } from './configured-limits.ts'
import { configuredRates } from './connection-rates.ts'
import { type Departs, Departure } from './media/departure.ts'
import type { OtherNode } from './media/play-elsewhere.ts'
import { StreamDirectory } from './media/stream-directory.ts'
import { EventLoopWatch } from './metrics/event-loop.ts'
import type { NodeReadings } from './metrics/node-families.ts'
import { nodePages } from './metrics/node-pages.ts'
import { ViewerDesk } from './metrics/viewer-desk.ts'
import { NodeWorkers, portSharing } from './node-workers.ts'
import { outputPackagers } from './output-packagers.ts'
import { programVersion } from './program-version.ts'
import { HlsServer } from './protocols/hls/server.ts'
import type { ClusterDesk } from './protocols/http/cluster-desk.ts'
import { type MediaServer, startMediaServer } from './protocols/http/media-server.ts'
import { type RtmpServer, startRtmpServer } from './protocols/rtmp/server.ts'
import { ListenError } from './protocols/tcp-listener.ts'
import { CertificateError, CertificateFiles, type TlsCertificate } from './protocols/tls/certificate.ts'
import type { LocateSource } from './relay/locate-source.ts'
import { PinnedRelays } from './relay/pinned-relays.ts'
import { QuicSidecar } from './relay/quic/quic-sidecar.ts'
import type { PeerBook, RelayIdentity } from './relay/relay-identity.ts'
import { RelayResolver } from './relay/relay-resolver.ts'
import { RelaySource } from './relay/relay-source.ts'
import { RelayTransports } from './relay/relay-transports.ts'
import { refuseForeignPort } from './workers/port-sharing.ts'

/** A relay connection that held for so long was a good one, in ms (contracts/model.md: relay health 5 s). */
const STEADY_RELAY_MS = 5_000

/** Grows faster than segments come, so that a viewer who is moved to a node that begins just then finds higher numbers than it has seen. */
const firstMsn = () => Math.floor(Date.now() / 1_000)

type SessionEnding = Omit<Extract<NodeCommand, { kind: 'end_session' }>, 'kind'>

export interface NodeMediaOptions {
  readonly node_id: NodeId
  readonly identity: RelayIdentity
  /** What players and publishers are shown, unless the configuration names files. */
  readonly certificate: TlsCertificate
  readonly media: MediaConfig
  /** This node among the members of its cluster. */
  readonly members: ClusterDesk & { readonly accept: (socket: Socket, fingerprint: Fingerprint) => void }
  readonly peers: PeerBook
  readonly relay_limits: () => RelayLimits
  /** The node drains, and serves on what only it has. */
  readonly draining: () => boolean
  readonly locate: LocateSource
  /** Why the node takes no new work of this role, or of no role where none is named; null where it does. */
  readonly notAccepting: (role?: NodeRole) => string | null
  readonly redeem: RedeemTicket
  readonly overload: Overload
  readonly policies: NodePolicies
  readonly access: NodeAccess
  /** Somebody was refused for who it is. */
  readonly onRefused: (refusal: AccessRefusals) => void
  /** How many were, by what was wanted and why not. */
  readonly refusals: () => NodeReadings['refusals']
  /** Nodes that viewers may go to while this one takes none. */
  readonly others: () => readonly OtherNode[]
  /** Until when what the node has is to go elsewhere; null: it stays. */
  readonly departs: () => Departs | null
  readonly onRelayChanged: (relay: Relay) => void
  readonly log: Logger
}

/** The ports a node listens on. */
export interface MediaPorts {
  readonly rtmp_port: number
  readonly media_port: number
  /** UDP; absent where the node has no QUIC. */
  readonly quic_port?: number
}

/** All that carries media on this node: its streams, its ports, and the relays in both directions. */
export class NodeMedia {
  readonly directory: StreamDirectory
  readonly resolver: RelayResolver
  /** Relays that are held whether anybody watches or not. */
  readonly pinned: PinnedRelays
  /** What it says of its relays over the cluster API. */
  readonly relays: ReturnType<typeof clusterRelays>
  /** Who watches what here, one by one. */
  readonly viewers: ViewerDesk
  readonly #options: NodeMediaOptions
  readonly #source: RelaySource
  readonly #departure = new Departure()
  readonly #rates: ConnectionRates
  readonly #event_loop = new EventLoopWatch()
  /** As its workers say. */
  #refused_elsewhere = 0
  #rtmp: RtmpServer | null = null
  #http: MediaServer | null = null
  #hls: HlsServer | null = null
  #certificate: CertificateFiles | null = null
  #workers: NodeWorkers | null = null
  #quic: QuicSidecar | null = null

  constructor(options: NodeMediaOptions) {
    this.#options = options
    const { node_id, identity, media, peers, locate, notAccepting, policies, onRelayChanged, log } = options
    this.#rates = configuredRates(media)
    this.directory = new StreamDirectory({
      packagers: outputPackagers,
      limits: configuredLimits(media),
      policy: (path) => policies.sessionPolicy(path),
      departure: this.#departure,
      log,
    })
    this.resolver = new RelayResolver({
      node_id,
      transports: new RelayTransports({ identity, setting: media.relay_transport, quic: () => this.#quic }),
      directory: this.directory,
      locate,
      policy: {
        establish_timeout_ms: RELAY_ESTABLISH_TIMEOUT_MS,
        release_delay_ms: media.relay_release_delay,
        retry_attempts: media.relay_retry_attempts,
        retry_delay_ms: media.relay_retry_delay,
        steady_after_ms: STEADY_RELAY_MS,
        keep_ms: media.publisher_grace,
      },
      keepMs: (path) => policies.sessionPolicy(path).grace_ms,
      log,
      onChanged: onRelayChanged,
    })
    peers.onReplaced((gone) => this.resolver.forsake(gone))
    this.pinned = new PinnedRelays(this.resolver)
    this.#source = new RelaySource({
      ...{ node_id, identity, directory: this.directory, peers, log },
      notAccepting: () => notAccepting('relay_source'),
      chains: this.resolver.chains,
      limits: options.relay_limits,
      // Closed as a source, it serves once what nobody else could hand on, as one that drains (docs/decisions/0020).
      draining: () => options.draining() || (notAccepting() === null && notAccepting('relay_source') !== null),
      onMember: options.members.accept,
    })
    this.viewers = new ViewerDesk({
      directory: this.directory,
      subscribersElsewhere: async (path) => (await this.#workers?.subscribers(path)) ?? [],
      endElsewhere: (...ended) => this.#workers?.endSubscriber(...ended),
    })
    this.relays = clusterRelays({
      directory: this.directory,
      resolver: this.resolver,
      notAccepting: () => notAccepting('relay_source'),
      ports: () => this.#ports(),
    })
  }

  /**
   * Opens both ports.
   * @throws {NodeFailure} port_unavailable, bad_certificate
   */
  async listen(): Promise<MediaPorts> {
    const { node_id, identity, media, notAccepting, redeem, overload, policies, others, log } = this.#options
    const { handshake_timeout, publisher_silence_timeout, max_connections } = media
    const sharing = await portSharing(media.workers)
    const shared = {
      host: media.listen_host,
      reuse_port: sharing.shares,
      directory: this.directory,
      resolver: this.resolver.resolve,
      admission: new NodeAdmission({
        notAccepting,
        publish_allow: media.publish_allow,
        publish_origins: media.publish_origins,
        redeem,
        overload,
        policies,
        access: this.#options.access,
        onRefused: this.#options.onRefused,
        elsewhere: { node_id, peers: others, having: (path) => this.#having(path) },
      }),
      departure: this.#departure,
      certificate: await this.#openCertificate(),
      limits: {
        handshake_timeout_ms: handshake_timeout,
        publisher_silence_timeout_ms: publisher_silence_timeout,
        max_connections,
        rates: this.#rates,
      },
      log,
    }
    this.#departure.follow(this.#options.departs())
    const pages = this.#pages()
    const findHere = (path: StreamPath) => this.directory.find(path)
    this.#hls = new HlsServer({
      resolver: shared.resolver,
      findHere,
      admission: shared.admission,
      departure: this.#departure,
      firstMsn,
      log,
    })
    try {
      if (sharing.shares) {
        await refuseForeignPort('RTMP', media.listen_host, media.rtmp_port, log)
        await refuseForeignPort('media', media.listen_host, media.media_port, log)
      }
      this.#rtmp = await startRtmpServer({ ...shared, port: media.rtmp_port })
      this.#http = await startMediaServer({
        ...shared,
        port: media.media_port,
        hls: this.#hls,
        onRelay: this.#source.accept,
        notReady: notAccepting,
        pages,
        desk: this.#options.members,
      })
      if (media.relay_transport !== 'tls') {
        this.#quic = new QuicSidecar({
          identity,
          host: media.listen_host,
          port: this.#http.port,
          onPuller: this.#source.acceptQuic,
          log,
        })
        await this.#quic.start()
      }
    } catch (error) {
      await this.stop()
      throw error instanceof ListenError ? new NodeFailure('port_unavailable', error.message) : error
    }
    const ports = this.#ports()
    this.#workers = new NodeWorkers({
      sharing,
      media,
      ports,
      owner: {
        directory: this.directory,
        resolver: shared.resolver,
        admission: shared.admission,
        hls: this.#hls,
        certificate: shared.certificate,
        pages,
        countRefused: (count) => {
          this.#refused_elsewhere += count
        },
        desk: this.#options.members,
      },
      node_id,
      acceptance: () => ({
        ...{ reason: notAccepting(), others: others(), departs: this.#options.departs() },
        closed: { ingest: notAccepting('ingest'), viewers: notAccepting('viewers') },
      }),
      onRelay: this.#source.accept,
      log,
    })
    await this.#workers.start()
    return ports
  }

  /**
   * Ends the stream of one session, published here or pulled; none of that session is what was wanted.
   * With a successor the stream goes on in that session on another node, and viewers here follow it.
   */
  endSession({ session_id, reason, successor, node_draining = false }: SessionEnding): void {
    const own = this.directory.list().find((stream) => stream.session_id === session_id)
    if (successor !== undefined && own?.origin.kind === 'publisher') {
      own.moveTo({ session_id: successor.session_id, source_node_id: successor.node_id }, reason)
      if (!own.ended.aborted) this.resolver.follow(own.path)
      return
    }
    // A relay may have gone on to a newer session of its path than the one it began with.
    const pulled = this.resolver.list().find((relay) => relay.session_id === session_id)
    for (const stream of this.directory.list()) {
      if (stream.session_id !== session_id && stream.path !== pulled?.stream_path) continue
      if (node_draining) stream.end(reason, 'node_draining')
      else stream.end(reason)
    }
  }

  /** Lets everybody go who watches a stream here, with the reason; the stream, and the nodes that pull it from here, go on. */
  disconnectViewers(path: StreamPath, reason: string): void {
    this.directory.find(path)?.disconnectViewers(reason)
  }

  /** Ends every stream because the node was drained, and leaves the ports open. */
  endAll(reason: string): void {
    for (const stream of this.directory.list()) stream.end(reason, 'node_draining')
  }

  /** Whether the node takes anything new, or lets go of what it has, is not what it was: every thread does so from now on. */
  refreshAcceptance(): void {
    this.#departure.follow(this.#options.departs())
    this.#workers?.refreshAcceptance()
  }

  /** Resolves when nobody publishes, watches or pulls here any more, after so long, or with the signal. */
  async emptied(patience_ms: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const look = () => {
      const { publishers, viewers, relays_out } = this.directory.totals()
      if (publishers + viewers + relays_out === 0) resolve()
    }
    const unlisten = [this.directory.on('subscribers', look), this.directory.on('ended', look)]
    const late = setTimeout(resolve, patience_ms)
    const abort = () => resolve()
    signal?.addEventListener('abort', abort, { once: true })
    look()
    await promise
    clearTimeout(late)
    signal?.removeEventListener('abort', abort)
    for (const end of unlisten) end()
  }

  /** The threads that take connections, for the node's status. */
  get threads(): NodeThreads | null {
    return this.#workers?.status ?? null
  }

  /** Tells everybody in their protocol's words, then closes; an abort closes at once. Idempotent. */
  async stop(signal?: AbortSignal): Promise<void> {
    this.directory.stop()
    this.pinned.stop()
    this.resolver.stop()
    this.#hls?.stop()
    // The media port's connections hold those of the relays, whose last words are still being written.
    await this.#source.stop(signal)
    await this.#quic?.stop()
    await Promise.all([this.#rtmp?.stop(signal), this.#http?.stop(signal), this.#workers?.stop(signal)])
    this.#certificate?.stop()
    this.#event_loop.stop()
  }

  /** What is published here cannot be pulled from here while the node drains: who has it already is the one that can serve it. */
  #having(path: StreamPath): readonly OtherNode[] {
    const others = this.#options.others()
    if (this.directory.find(path)?.origin.kind !== 'publisher') return others
    const pullers: ReadonlySet<string> = this.#source.pullersOf(path)
    return others.filter(({ node_id }) => pullers.has(node_id))
  }

  #ports(): MediaPorts {
    const quic_port = this.#quic?.port ?? null
    const ports = { rtmp_port: this.#rtmp?.port ?? 0, media_port: this.#http?.port ?? 0 }
    return quic_port === null ? ports : { ...ports, quic_port }
  }

  #pages() {
    const { node_id, media, notAccepting } = this.#options
    const { metrics_allow, metrics_streams } = media
    const allowed = new NetworkList(metrics_allow)
    return nodePages({
      node_id,
      version: programVersion,
      directory: this.directory,
      viewersElsewhere: () => this.#workers?.viewersByProtocol() ?? new Map(),
      subscribersElsewhere: async (path) => (await this.#workers?.subscribers(path)) ?? [],
      relaysIn: () => this.resolver.list(),
      refusals: this.#options.refusals,
      connectionsRefused: () => this.#rates.refused + this.#refused_elsewhere,
      relaysOut: () => this.#source.pullsByTransport(),
      relaysLeaked: () => this.resolver.leaked,
      notAccepting,
      event_loop: this.#event_loop,
      max_streams: metrics_streams,
      forbids: (address) =>
        allowed.contains(address)
          ? null
          : `${address} may not read this. It is for: ${metrics_allow.join(', ') || 'nobody'}. Add its network to metrics_allow in the media section of headwater.yaml (or --metrics-allow) and restart the node.`,
    })
  }

  /** The one that the configuration names, else the one that the origin gave. */
  async #openCertificate() {
    const { media, certificate, log } = this.#options
    const { tls_certificate, tls_key } = media
    if (tls_certificate === undefined || tls_key === undefined) return certificate
    try {
      this.#certificate = await CertificateFiles.open({ certificate_file: tls_certificate, key_file: tls_key, log })
      return this.#certificate
    } catch (error) {
      throw error instanceof CertificateError ? new NodeFailure('bad_certificate', error.message) : error
    }
  }
}
