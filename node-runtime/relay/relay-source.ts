import type { Socket } from 'node:net'
import { createSecureContext, createServer, type SecureContext, type Server, type TLSSocket } from 'node:tls'
import type { Logger } from 'pino'
import { CLUSTER_ALPN } from '#contract/cluster-api.ts'
import type { RelayLimits } from '#contract/control-channel.ts'
import type { Fingerprint, NodeId, StreamPath } from '#contract/ids.ts'
import { NODE_SERVER_NAME } from '#contract/node-certificate.ts'
import { RELAY_ALPN, RELAY_ESTABLISH_TIMEOUT_MS, RELAY_SILENCE_LIMIT_MS } from '#contract/relay-protocol.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import type { RelayChains } from './relay-chains.ts'
import { type PeerBook, peerProof, type RelayIdentity } from './relay-identity.ts'
import { RelaySourceSession } from './relay-source-session.ts'
import type { RelayTransport } from './transport-plan.ts'

/** Time a TLS handshake may take, in ms. */
const HANDSHAKE_TIMEOUT_MS = 5_000

/** Pulls this node answers at once; a cluster of a hundred nodes pulls a hundred streams from it with that. */
const MAX_PULLS = 10_000

export interface RelaySourceOptions {
  readonly node_id: NodeId
  readonly identity: RelayIdentity
  readonly directory: StreamDirectory
  readonly peers: PeerBook
  /** How the streams come here that this node relays itself. */
  readonly chains: RelayChains
  readonly limits: () => RelayLimits
  /** Why no new pull is served (the node drains); null where it is. */
  readonly notAccepting: () => string | null
  /** The node takes nothing new because it drains, and still serves what only it can. */
  readonly draining: () => boolean
  /** Default a third of {@link RELAY_SILENCE_LIMIT_MS}. */
  readonly ping_interval_ms?: number
  /** How long a pull may be on its way after the handshake. Default {@link RELAY_ESTABLISH_TIMEOUT_MS}. */
  readonly pull_timeout_ms?: number
  /** Default 10,000. */
  readonly max_pulls?: number
  /** Takes a connection of a node that speaks {@link CLUSTER_ALPN} and has shown a certificate. Absent: it is closed. */
  readonly onMember?: (socket: Socket, fingerprint: Fingerprint) => void
  readonly log: Logger
}

/**
 * The serving side of relays: takes TLS connections that the media port told from HTTP, and streams over QUIC, and gives
 * each one stream that is published on this node. Only nodes that the origin named may ask, and only under their own certificate.
 */
export class RelaySource {
  readonly #options: RelaySourceOptions
  readonly #tls: Server
  readonly #sessions = new Set<RelaySourceSession>()
  readonly #connections = new Set<Socket>()
  readonly #ping: NodeJS.Timeout
  readonly #unlisten: () => void
  #context: { readonly cert: string; readonly secure: SecureContext } | null = null
  #stopped = false

  constructor(options: RelaySourceOptions) {
    this.#options = options
    this.#tls = createServer({
      key: options.identity.key_pem,
      cert: options.identity.certificate_pem,
      minVersion: 'TLSv1.3',
      ALPNProtocols: options.onMember === undefined ? [RELAY_ALPN] : [RELAY_ALPN, CLUSTER_ALPN],
      requestCert: true,
      // Who may pull is decided by what the certificate proves, in RelaySourceSession.
      rejectUnauthorized: false,
      SNICallback: (name, choose) => choose(null, name === NODE_SERVER_NAME ? this.#vouched() : undefined),
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    })
    this.#tls.on('secureConnection', (socket) => this.#openTls(socket))
    this.#tls.on('tlsClientError', (error, socket) => {
      options.log.debug({ event: 'relay.handshake_failed', error: error.message }, 'a TLS handshake failed')
      socket.destroy()
    })
    this.#ping = setInterval(
      () => {
        for (const session of this.#sessions) session.ping()
      },
      options.ping_interval_ms ?? Math.floor(RELAY_SILENCE_LIMIT_MS / 3),
    )
    this.#ping.unref()
    this.#unlisten = options.peers.onReplaced(() => this.#cutForgotten())
  }

  /** Takes a connection whose first byte is a TLS handshake's; nothing of it has been consumed. */
  readonly accept = (socket: Socket): void => {
    if (this.#connections.size >= (this.#options.max_pulls ?? MAX_PULLS)) {
      socket.destroy()
      return
    }
    this.#connections.add(socket)
    socket.once('close', () => this.#connections.delete(socket))
    // The TLS layer reports what happens from here on; without a listener an early reset would end the process.
    socket.on('error', (error) => {
      this.#options.log.debug({ event: 'relay.connection_failed', error: error.message }, 'a relay connection failed')
    })
    this.#tls.emit('connection', socket)
  }

  /** Takes a stream that a puller opened over QUIC, by what it has proven. */
  readonly acceptQuic = (link: Socket, fingerprint: Fingerprint, address: string): void => {
    if (this.#stopped || this.#connections.size >= (this.#options.max_pulls ?? MAX_PULLS)) {
      link.destroy()
      return
    }
    this.#connections.add(link)
    link.once('close', () => this.#connections.delete(link))
    this.#open(link, fingerprint, address, 'quic')
  }

  /** Pulls being served. */
  get pulls(): number {
    return this.#sessions.size
  }

  /** Nodes that get this stream from here. */
  pullersOf(path: StreamPath): ReadonlySet<NodeId> {
    const served = [...this.#sessions].flatMap(({ serves }) => (serves?.path === path ? [serves.node_id] : []))
    return new Set(served)
  }

  /** Pulls being served over each transport. */
  pullsByTransport(): { readonly transport: RelayTransport; readonly count: number }[] {
    const over = (transport: RelayTransport) => [...this.#sessions].filter((session) => session.transport === transport)
    return (['tls', 'quic'] as const).map((transport) => ({ transport, count: over(transport).length }))
  }

  /** Closes every connection; those whose stream just ended get what was written to them first. */
  async stop(signal?: AbortSignal): Promise<void> {
    this.#stopped = true
    clearInterval(this.#ping)
    this.#unlisten()
    this.#tls.removeAllListeners('secureConnection')
    this.#tls.on('secureConnection', (socket) => socket.destroy())
    await Promise.all([...this.#sessions].map((session) => session.close(signal)))
    for (const socket of this.#connections) socket.destroy()
  }

  #openTls(socket: TLSSocket): void {
    const { log } = this.#options
    const proof = peerProof(socket, this.#options.identity.trust)
    const fingerprint = proof?.by ?? null
    if (socket.alpnProtocol === CLUSTER_ALPN && fingerprint !== null && this.#options.onMember !== undefined) {
      this.#options.onMember(socket, fingerprint)
      return
    }
    if (socket.alpnProtocol !== RELAY_ALPN || fingerprint === null) {
      log.warn(
        { event: 'relay.stranger', address: socket.remoteAddress },
        `${socket.remoteAddress} opened TLS on the media port, but is no node: ${fingerprint === null ? (proof?.problem ?? 'it showed no certificate') : `it does not speak ${RELAY_ALPN}`}`,
      )
      socket.destroy()
      return
    }
    this.#open(socket, fingerprint, socket.remoteAddress ?? 'unknown', 'tls')
  }

  /** With the certificate of the authority; undefined: this node has none, and shows the one that it signed itself. */
  #vouched(): SecureContext | undefined {
    const { key_pem, trust } = this.#options.identity
    const cert = trust?.certificate_pem
    if (cert == null) return undefined
    if (this.#context?.cert !== cert) {
      this.#context = { cert, secure: createSecureContext({ key: key_pem, cert, minVersion: 'TLSv1.3' }) }
    }
    return this.#context.secure
  }

  #open(socket: Socket, fingerprint: Fingerprint, address: string, transport: RelayTransport): void {
    const { node_id, directory, peers, chains, limits, notAccepting, draining, log } = this.#options
    const session = new RelaySourceSession({
      socket,
      address,
      transport,
      fingerprint,
      node_id,
      directory,
      peers,
      pull_timeout_ms: this.#options.pull_timeout_ms ?? RELAY_ESTABLISH_TIMEOUT_MS,
      overloaded: () => this.#sessions.size > (this.#options.max_pulls ?? MAX_PULLS),
      chains,
      limits,
      notAccepting,
      draining,
      log,
      onClosed: () => this.#sessions.delete(session),
    })
    this.#sessions.add(session)
  }

  /** A node that was evicted keeps nothing it had: its relays are cut with the list that no longer names it. */
  #cutForgotten(): void {
    for (const session of this.#sessions) {
      if (session.pulling && (session.peer === null || !this.#options.peers.names(session.peer))) {
        session.cut('the origin no longer names this node')
      }
    }
  }
}
