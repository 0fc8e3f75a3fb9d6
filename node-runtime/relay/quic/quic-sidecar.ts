import { randomUUID, X509Certificate } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import type { Peer } from '#contract/control-channel.ts'
import type { Fingerprint } from '#contract/ids.ts'
import type { SidecarLinkHead, SidecarWord } from '#contract/quic-sidecar.ts'
import { proofBy, proofOf, type RelayIdentity } from '../relay-identity.ts'
import { findBun, sidecarProgram } from './find-bun.ts'
import { SidecarLinks } from './sidecar-links.ts'
import { SidecarProcess } from './sidecar-process.ts'

/** How long a start is waited for until the node goes on without it, in ms. */
const START_PATIENCE_MS = 3_000

/** Pauses before it is started again, in ms, and after how long it counts as one that runs. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000
const STEADY_AFTER_MS = 60_000

/** Starts in a row that never served: another would not either. */
const MAX_FAILED_STARTS = 3

/** Why there is no QUIC connection to a source. */
export class QuicDialError extends Error {
  readonly code: 'sidecar_down' | 'unreachable' | 'wrong_certificate'
  constructor(code: QuicDialError['code'], message: string) {
    super(message)
    this.name = 'QuicDialError'
    this.code = code
  }
}

export interface QuicSidecarOptions {
  readonly identity: RelayIdentity
  /** Host and UDP port to serve relays on; where that port is taken, any free one. */
  readonly host: string
  readonly port: number
  /** A puller, by what it proved; paused. */
  readonly onPuller: (link: Socket, fingerprint: Fingerprint, address: string) => void
  /** Default: {@link findBun}. Null: there is none. */
  readonly bun?: string | null
  readonly log: Logger
}

/** Owns the QUIC sidecar of a node: starts it, starts it again when it dies, and stops it. Without Bun it does nothing. */
export class QuicSidecar {
  readonly #options: QuicSidecarOptions
  readonly #dials = new Map<string, { readonly source: Peer; readonly dialled: PromiseWithResolvers<Socket> }>()
  readonly #unlisten: (() => void) | undefined
  readonly #first_start = Promise.withResolvers<void>()
  #links: SidecarLinks | null = null
  #process: SidecarProcess | null = null
  #restart: NodeJS.Timeout | null = null
  #port: number | null = null
  #listening = false
  #failed_starts = 0
  #pause_ms = FIRST_PAUSE_MS
  #started_at = 0
  #stopped = false

  constructor(options: QuicSidecarOptions) {
    this.#options = options
    const { trust } = options.identity
    this.#unlisten = trust?.onChanged(() => this.#process?.tell({ do: 'renew', vouched_pem: trust.certificate_pem }))
  }

  /** UDP port that other nodes are told; null where this node has no QUIC. Stays the same while the sidecar is started again. */
  get port(): number | null {
    return this.#port
  }

  /** Whether it takes dials at this moment. */
  get ready(): boolean {
    return this.#listening
  }

  /** Of the running process; undefined while there is none. */
  get pid(): number | undefined {
    return this.#process?.pid
  }

  /** Resolves when it serves, cannot, or takes too long. */
  async start(): Promise<void> {
    const { log } = this.#options
    const bun = this.#options.bun === undefined ? findBun() : this.#options.bun
    if (bun === null) {
      log.info({ event: 'quic.absent' }, 'no Bun is installed here, so relays go over TLS')
      return
    }
    this.#links = await SidecarLinks.open((head, link) => this.#onLink(head, link))
    await this.#spawn(bun, this.#links)
    const patience = setTimeout(() => this.#first_start.resolve(), START_PATIENCE_MS)
    await this.#first_start.promise
    clearTimeout(patience)
  }

  /**
   * A stream to a source over QUIC, with nothing sent yet. Whoever gets it closes it.
   * @throws {QuicDialError}
   */
  async dial(source: Peer, signal: AbortSignal): Promise<Socket> {
    const { address: host, quic_port: port } = source.endpoints
    if (port === undefined) throw new QuicDialError('unreachable', `${source.name} does not offer QUIC`)
    const { address } = await lookup(host)
    signal.throwIfAborted()
    const running = this.#process
    if (running === null || !this.#listening) throw new QuicDialError('sidecar_down', 'the QUIC sidecar is not running')
    const link = randomUUID()
    const dialled = Promise.withResolvers<Socket>()
    this.#dials.set(link, { source, dialled })
    const abort = () => dialled.reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    try {
      running.tell({ do: 'dial', link, address, port, fingerprint: source.relay_fingerprint })
      return await dialled.promise
    } finally {
      signal.removeEventListener('abort', abort)
      this.#dials.delete(link)
    }
  }

  /** Ends it, and every relay over it. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#unlisten?.()
    if (this.#restart !== null) clearTimeout(this.#restart)
    this.#first_start.resolve()
    await this.#process?.stop()
    await this.#links?.close()
  }

  async #spawn(bun: string, links: SidecarLinks): Promise<void> {
    const { identity, host, port } = this.#options
    const { address } = await lookup(host)
    if (this.#stopped) return
    this.#started_at = performance.now()
    const child = new SidecarProcess({
      bun,
      program: sidecarProgram,
      onWord: (word) => this.#onWord(word),
      onExit: (why) => this.#onExit(why, bun, links),
    })
    this.#process = child
    child.tell({
      do: 'start',
      token: links.token,
      socket_path: links.path,
      key_pem: identity.key_pem,
      certificate_pem: identity.certificate_pem,
      vouched_pem: identity.trust?.certificate_pem ?? null,
      address,
      port: this.#port ?? (this.#failed_starts === 0 ? port : 0),
    })
  }

  #onWord(word: SidecarWord): void {
    const { log } = this.#options
    switch (word.said) {
      case 'listening':
        this.#port = word.port
        this.#listening = true
        this.#failed_starts = 0
        log.info({ event: 'quic.listening', port: word.port }, `relays over QUIC are served on UDP port ${word.port}`)
        this.#first_start.resolve()
        return
      case 'unavailable':
        log.warn({ event: 'quic.unavailable', reason: word.reason }, `the QUIC sidecar cannot serve: ${word.reason}`)
        return
      case 'dial_failed':
        this.#dials.get(word.link)?.dialled.reject(new QuicDialError(word.code, word.reason))
        return
      case 'log':
        log[word.level]({ event: word.event }, word.message)
        return
      default:
        word satisfies never
    }
  }

  #onLink(head: SidecarLinkHead, link: Socket): void {
    if (head.kind === 'accepted') {
      this.#onAccepted(head, link)
      return
    }
    const dial = this.#dials.get(head.link)
    // Nobody waits for it any more.
    if (dial === undefined) {
      link.destroy()
      return
    }
    const problem = this.#unproven(dial.source, head.vouched)
    if (problem === null) {
      dial.dialled.resolve(link)
      return
    }
    link.destroy()
    dial.dialled.reject(new QuicDialError('wrong_certificate', `${dial.source.name} is not proven: ${problem}`))
  }

  /** Why a source whose key was proven is not who it should be; null: it is. */
  #unproven(source: Peer, vouched: string | null): string | null {
    // The sidecar held it to the certificate that the origin named.
    if (source.key_fingerprint === undefined) return null
    if (vouched === null) return 'it showed no certificate of the authority'
    const proof = proofBy(new X509Certificate(Buffer.from(vouched, 'base64')), this.#options.identity.trust)
    if (proof.by === proofOf(source)) return null
    return proof.problem ?? 'it showed another certificate than the origin named'
  }

  #onAccepted({ certificate, address }: Extract<SidecarLinkHead, { kind: 'accepted' }>, link: Socket): void {
    const proof = proofBy(new X509Certificate(Buffer.from(certificate, 'base64')), this.#options.identity.trust)
    if (proof.by !== null) {
      this.#options.onPuller(link, proof.by, address)
      return
    }
    this.#options.log.warn(
      { event: 'relay.stranger', address },
      `a pull over QUIC from ${address} was refused: ${proof.problem}`,
    )
    link.destroy()
  }

  #onExit(why: string, bun: string, links: SidecarLinks): void {
    const { log } = this.#options
    const served = this.#listening
    this.#process = null
    this.#listening = false
    for (const dial of this.#dials.values())
      dial.dialled.reject(new QuicDialError('sidecar_down', 'the QUIC sidecar ended'))
    links.cut()
    if (this.#stopped) return
    if (!served) this.#failed_starts += 1
    if (this.#failed_starts >= MAX_FAILED_STARTS) {
      this.#port = null
      this.#first_start.resolve()
      log.warn({ event: 'quic.given_up', reason: why }, `the QUIC sidecar does not start (${why}); relays go over TLS`)
      return
    }
    if (performance.now() - this.#started_at > STEADY_AFTER_MS) this.#pause_ms = FIRST_PAUSE_MS
    const pause_ms = this.#pause_ms
    this.#pause_ms = Math.min(LONGEST_PAUSE_MS, pause_ms * 2)
    log.warn(
      { event: 'quic.ended', reason: why, pause_ms },
      `the QUIC sidecar ended (${why}); relays go over TLS until it is started again`,
    )
    this.#restart = setTimeout(() => {
      this.#spawn(bun, links).catch((error: unknown) => {
        log.warn({ event: 'quic.not_started', err: error }, 'the QUIC sidecar could not be started')
      })
    }, pause_ms)
  }
}
