import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import type { Peer, RelayLimits } from '#contract/control-channel.ts'
import type { Fingerprint, NodeId, StreamPath } from '#contract/ids.ts'
import {
  RELAY_CONTROL_MAX_BYTES,
  RELAY_CONTROL_TAG,
  type RelayPull,
  type RelaySourceMessage,
  relayPullSchema,
} from '#contract/relay-protocol.ts'
import type { LiveStream, Subscription } from '../media/live-stream.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import type { SubscriberEnd, SubscriberSink } from '../media/subscriber-sink.ts'
import { FlvDemuxer } from '../protocols/flv/to-stream.ts'
import { isChainRefused, type RefusalCode, refusePull } from './pull-refusal.ts'
import type { RelayChains } from './relay-chains.ts'
import type { PeerBook } from './relay-identity.ts'
import { RelayProtocolError, readControl, writeControl } from './relay-wire.ts'
import type { RelayTransport } from './transport-plan.ts'

/** How long a puller that is not known yet is kept until the origin's next list of peers may name it, in ms. */
const PEER_PATIENCE_MS = 2_000

/** How long a pull waits for a stream that is on its way here itself, in ms; less than the puller waits for its answer. */
const COMING_PATIENCE_MS = 5_000

/** How long a connection that was ended may take to empty and close, in ms. */
const CLOSE_PATIENCE_MS = 2_000

/** All that a puller may send in its life: one `pull`, and nothing after it. */
const MAX_RECEIVED_BYTES = 2 * RELAY_CONTROL_MAX_BYTES

const PING = writeControl({ type: 'ping' })
const INTERRUPTED_PING = writeControl({ type: 'ping', interrupted: true })

export interface RelaySourceSessionOptions {
  /** The puller's connection, or over QUIC the sidecar's link for it. */
  readonly socket: Socket
  /** IP address of the puller. */
  readonly address: string
  readonly transport: RelayTransport
  /** What the puller proved. */
  readonly fingerprint: Fingerprint
  readonly node_id: NodeId
  readonly directory: StreamDirectory
  readonly peers: PeerBook
  readonly chains: RelayChains
  readonly limits: () => RelayLimits
  readonly pull_timeout_ms: number
  readonly overloaded: () => boolean
  readonly notAccepting: () => string | null
  /** See `RelaySourceOptions.draining`. */
  readonly draining: () => boolean
  readonly log: Logger
  readonly onClosed: () => void
}

/** One puller's connection on the serving side: reads its `pull`, answers, and is from then on the stream's subscriber. */
export class RelaySourceSession implements SubscriberSink {
  readonly #options: RelaySourceSessionOptions
  readonly #socket: Socket
  readonly #demuxer: FlvDemuxer
  readonly #deadline: NodeJS.Timeout
  #log: Logger
  #received_bytes = 0
  #pull: RelayPull | null = null
  #peer: Peer | null = null
  #subscription: Subscription | null = null
  #stream: LiveStream | null = null
  readonly #unlisten: (() => void)[] = []
  readonly #closed = new AbortController()
  /** What was told last of how the stream comes here. */
  #told_chain = ''
  #ending = false

  constructor(options: RelaySourceSessionOptions) {
    this.#options = options
    this.#socket = options.socket
    this.#log = options.log
    this.#demuxer = new FlvDemuxer({
      header: 'none',
      max_tag_bytes: RELAY_CONTROL_MAX_BYTES,
      onUnit: () => {
        throw new RelayProtocolError('a puller sends no media')
      },
      onTag: (type, body) => this.#onTag(type, body),
    })
    this.#deadline = setTimeout(() => this.cut('no pull came in time'), options.pull_timeout_ms)
    this.#socket.setNoDelay(true)
    this.#socket.on('data', (chunk: Buffer) => this.#onData(chunk))
    this.#socket.on('error', (error) => {
      this.#log.debug({ event: 'relay.connection_failed', error: error.message }, 'the connection of a puller failed')
    })
    this.#socket.on('close', () => this.#onClose())
    // A link of the sidecar comes paused.
    this.#socket.resume()
  }

  get transport(): RelayTransport {
    return this.#options.transport
  }

  /** Who gets which stream from here; null: nobody does on this connection. */
  get serves(): { readonly path: StreamPath; readonly node_id: NodeId } | null {
    if (this.#subscription === null || this.#pull === null) return null
    return { path: this.#pull.stream_path, node_id: this.#pull.requestor_id }
  }

  /** The node that pulls, once it is known. */
  get peer(): Peer | null {
    return this.#peer
  }

  /** Whether a stream is being sent. */
  get pulling(): boolean {
    return this.#subscription !== null
  }

  get buffered_bytes(): number {
    return this.#socket.writableLength
  }

  send(group: Buffer): boolean {
    if (!this.#ending) this.#socket.write(group)
    return this.#socket.writableLength === 0
  }

  write(buffers: readonly Buffer[]): void {
    if (this.#ending) return
    this.#socket.cork()
    for (const buffer of buffers) this.#socket.write(buffer)
    this.#socket.uncork()
  }

  end(reason: SubscriberEnd): void {
    // Only the publication's own end is final for the puller; after anything else it looks for the stream again.
    const is_final = this.#stream === null || this.#options.chains.isOver(this.#stream)
    if (reason.code === 'stream_ended' && is_final) this.#say({ type: 'ended', reason: reason.message.slice(0, 256) })
    this.#finish()
  }

  /** Keeps the puller from holding this node for dead while the stream is silent. */
  ping(): void {
    if (this.pulling && !this.#ending) this.#socket.write(this.#interrupted() ? INTERRUPTED_PING : PING)
  }

  #interrupted(): boolean {
    return this.#stream?.interrupted ?? false
  }

  /** Ends the connection at once. */
  cut(reason: string): void {
    this.#log.info(
      { event: 'relay.cut', address: this.#options.address, reason },
      `a relay connection was closed: ${reason}`,
    )
    this.#socket.destroy()
  }

  /** Lets what was written reach the puller, for a moment, and closes. */
  async close(signal?: AbortSignal): Promise<void> {
    if (this.#socket.destroyed) return
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()))
    this.#finish()
    signal?.addEventListener('abort', () => this.#socket.destroy(), { once: true })
    if (signal?.aborted) this.#socket.destroy()
    await closed
  }

  #finish(): void {
    if (this.#ending) return
    this.#ending = true
    this.#closed.abort(new Error('the connection is closed'))
    for (const unlisten of this.#unlisten) unlisten()
    this.#subscription?.detach()
    this.#subscription = null
    this.#socket.end()
    const patience = setTimeout(() => this.#socket.destroy(), CLOSE_PATIENCE_MS)
    this.#socket.once('close', () => clearTimeout(patience))
  }

  #onData(chunk: Buffer): void {
    this.#received_bytes += chunk.length
    try {
      if (this.#received_bytes > MAX_RECEIVED_BYTES) throw new RelayProtocolError('more than one pull was sent')
      if (!this.#ending) this.#demuxer.push(chunk)
    } catch (error) {
      this.cut(error instanceof Error ? error.message : String(error))
    }
  }

  #onTag(type: number, body: Buffer): void {
    if (type !== RELAY_CONTROL_TAG || this.#pull !== null) {
      throw new RelayProtocolError('only one pull may be sent on a connection')
    }
    this.#pull = readControl(relayPullSchema, body)
    clearTimeout(this.#deadline)
    this.#answer(this.#pull).catch((error: unknown) => {
      this.cut(error instanceof Error ? error.message : String(error))
    })
  }

  async #answer(pull: RelayPull): Promise<void> {
    const { node_id, peers, overloaded, fingerprint } = this.#options
    this.#log = this.#log.child({
      relay_id: pull.request_id,
      stream_path: pull.stream_path,
      puller_node_id: pull.requestor_id,
    })
    const peer = await peers.awaitFingerprint(fingerprint, PEER_PATIENCE_MS)
    if (this.#socket.destroyed || this.#ending) return
    if (peer === undefined || peer.node_id !== pull.requestor_id) {
      return this.#refuse(
        pull,
        'unknown_requestor',
        'The origin has not named this node as one that may pull from here.',
      )
    }
    this.#peer = peer
    if (overloaded()) return this.#refuse(pull, 'overloaded', 'This node serves as many relays as it can.')
    if (pull.hops.at(-1) !== peer.node_id) {
      return this.#refuse(pull, 'bad_request', 'The last of the hops must be the node that pulls.')
    }
    if (pull.hops.includes(node_id)) {
      return this.#refuse(pull, 'loop', 'The stream would come back to this node, which it has passed already.')
    }
    const stream = await this.#find(pull)
    if (this.#socket.destroyed || this.#ending) return
    const refusal = this.#refusal(pull, stream)
    if (refusal !== null) return this.#refuse(pull, ...refusal)
    if (stream === undefined) throw new Error('a pull of a stream that is not here was not refused')
    this.#serve(pull, stream, peer.name)
  }

  /** The stream, if it is here or arrives in a moment. */
  async #find({ stream_path, requestor_id }: RelayPull): Promise<LiveStream | undefined> {
    const { directory, chains } = this.#options
    const stream = directory.find(stream_path)
    if (stream !== undefined) return stream
    const coming = chains.coming(stream_path)
    // What this node waits for from the puller it cannot give it.
    if (coming === null || coming.source === requestor_id) return undefined
    try {
      return await coming.arrived(AbortSignal.any([this.#closed.signal, AbortSignal.timeout(COMING_PATIENCE_MS)]))
    } catch {
      // That it did not arrive is the answer.
      return undefined
    }
  }

  #refusal({ stream_path, requestor_id }: RelayPull, stream: LiveStream | undefined) {
    const { chains, limits, notAccepting, draining } = this.#options
    return refusePull({
      ...{ stream_path, requestor_id, limits: limits(), not_accepting: notAccepting(), draining: draining() },
      stream:
        stream === undefined
          ? null
          : {
              is_published: stream.origin.kind === 'publisher',
              chain: chains.of(stream),
              relays: stream.relays,
            },
    })
  }

  #serve(pull: RelayPull, stream: LiveStream, puller_name: string): void {
    const hops = this.#options.chains.of(stream) ?? []
    this.#told_chain = JSON.stringify([stream.session_id, hops])
    this.#say({ type: 'accepted', request_id: pull.request_id, session_id: stream.session_id, hops: [...hops] })
    this.#log.info(
      { event: 'relay.serving', transport: this.#options.transport },
      `${puller_name} pulls ${stream.path} from here`,
    )
    this.#stream = stream
    let told = stream.interrupted
    this.#unlisten.push(
      stream.events.on('changed', () => {
        if (stream.interrupted === told) return
        told = stream.interrupted
        this.ping()
      }),
      stream.events.on('session_started', () => this.#tellChain(stream)),
      this.#options.chains.onChanged((path) => {
        if (path === stream.path) this.#tellChain(stream)
      }),
    )
    this.#subscription = stream.attach({
      format: 'flv',
      latency: 'low',
      kind: 'relay',
      sink: this,
      id: pull.request_id,
    })
  }

  /** The stream comes another way, or in another session, from here on. A puller that it comes through, or comes too far to, is let go. */
  #tellChain(stream: LiveStream): void {
    const hops = this.#options.chains.of(stream)
    if (hops === null) return
    const chain = JSON.stringify([stream.session_id, hops])
    if (chain === this.#told_chain) return
    this.#told_chain = chain
    this.#say({ type: 'chain', session_id: stream.session_id, hops: [...hops] })
    if (this.#pull !== null && isChainRefused(hops, this.#pull.requestor_id, this.#options.limits())) this.#finish()
  }

  #refuse(pull: RelayPull, code: RefusalCode, message: string): void {
    this.#log.warn(
      { event: 'relay.refused', code, address: this.#options.address },
      `a pull of ${pull.stream_path} was refused (${code}): ${message}`,
    )
    this.#say({ type: 'refused', request_id: pull.request_id, code, message })
    this.#finish()
  }

  #say(message: RelaySourceMessage): void {
    if (!this.#ending && !this.#socket.destroyed) this.#socket.write(writeControl(message))
  }

  #onClose(): void {
    clearTimeout(this.#deadline)
    this.#closed.abort(new Error('the connection is closed'))
    for (const unlisten of this.#unlisten) unlisten()
    if (this.#subscription !== null) {
      this.#log.info({ event: 'relay.served' }, 'a puller closed its connection')
      this.#subscription.detach()
      this.#subscription = null
    }
    this.#options.onClosed()
  }
}
