import { X509Certificate } from 'node:crypto'
import { connect, type QuicEndpoint, type QuicSession, type QuicStream } from 'node:quic'
import type { Fingerprint } from '#contract/ids.ts'
import { renewalDue } from '#contract/node-certificate.ts'
import { RELAY_ALPN, relayChallengeSchema } from '#contract/relay-protocol.ts'
import { fingerprintOf } from '../relay-identity.ts'
import { writeControl } from '../relay-wire.ts'
import { readOnlyMessage } from './control-message.ts'
import { proveIdentity, vouchedFor } from './session-proof.ts'
import { PROOF_TIMEOUT_MS, quicAddress, sessionTimes } from './session-settings.ts'

/** The other side of a connection is not the node that the origin named. */
export class WrongCertificateError extends Error {
  readonly code = 'wrong_certificate'
  constructor() {
    super('showed another certificate than the origin named; nothing was sent to it')
    this.name = 'WrongCertificateError'
  }
}

/** A connection without streams is closed after this time, in ms. */
const IDLE_MS = 30_000

export interface PeerSessionOptions {
  readonly endpoint: QuicEndpoint
  readonly address: string
  readonly port: number
  readonly fingerprint: Fingerprint
  readonly identity: { readonly key_pem: string; readonly certificate_pem: string; readonly vouched_pem: string | null }
  readonly onClosed: () => void
}

/** The connection to one source: opened once, proven in both directions, and then a stream for each pull. */
export class PeerSession {
  /** The certificate of an authority that the source named for the key it proved, in DER; null: it named none. Not judged. */
  readonly vouched: Buffer | null
  readonly #due_ms: number | null
  readonly #session: QuicSession
  #streams = 0
  #idle: NodeJS.Timeout | null = null

  private constructor(session: QuicSession, vouched: Buffer | null, onClosed: () => void) {
    this.vouched = vouched
    this.#due_ms = vouched === null ? null : renewalDue(new X509Certificate(vouched))
    this.#session = session
    const over = () => {
      if (this.#idle !== null) clearTimeout(this.#idle)
      onClosed()
    }
    session.closed.then(over, over)
  }

  /**
   * Connects, holds the source to its certificate, and proves this node to it.
   * @throws {WrongCertificateError}
   * @throws when nobody answers in time
   */
  static async open(options: PeerSessionOptions): Promise<PeerSession> {
    const { endpoint, address, port, fingerprint, identity } = options
    const session = await connect(quicAddress(address, port), {
      endpoint,
      alpn: RELAY_ALPN,
      verifyPeer: 'manual',
      ...sessionTimes,
    })
    // Before anything is waited for: the challenge may come with the last packet of the handshake.
    const challenged = Promise.withResolvers<QuicStream>()
    session.onstream = (stream) => challenged.resolve(stream)
    session.onerror = (error) => challenged.reject(error)
    session.closed.then(
      () => challenged.reject(new Error('the connection was closed')),
      (error: unknown) => challenged.reject(error),
    )
    challenged.promise.catch(() => undefined)
    const abandon = () => session.close({ code: 1, type: 'application' }).catch(() => undefined)
    const late = setTimeout(abandon, PROOF_TIMEOUT_MS)
    let vouched: Buffer | null
    try {
      await session.opened
      const shown = session.peerCertificate
      if (shown === undefined || fingerprintOf(shown.raw) !== fingerprint) throw new WrongCertificateError()
      const stream = await challenged.promise
      const challenge = await readOnlyMessage(stream, relayChallengeSchema)
      vouched = vouchedFor(challenge, shown)
      // A source without one is of a version that knows this node by the certificate that it signed itself.
      const certificate_pem = (vouched === null ? null : identity.vouched_pem) ?? identity.certificate_pem
      const proof = proveIdentity(challenge, fingerprint, { key_pem: identity.key_pem, certificate_pem })
      await session.createUnidirectionalStream({ body: writeControl(proof) })
    } catch (error) {
      void abandon()
      throw error
    } finally {
      clearTimeout(late)
    }
    return new PeerSession(session, vouched, options.onClosed)
  }

  /** Whether the source has renewed its certificate by now, so that a new connection shows a newer one. */
  get outdated(): boolean {
    return this.#due_ms !== null && Date.now() > this.#due_ms
  }

  /** A stream for one pull. */
  async openStream(): Promise<QuicStream> {
    const stream = await this.#session.createBidirectionalStream()
    this.#streams += 1
    if (this.#idle !== null) clearTimeout(this.#idle)
    const over = () => {
      this.#streams -= 1
      if (this.#streams === 0) this.#idle = setTimeout(() => this.close(), IDLE_MS)
    }
    stream.closed.then(over, over)
    return stream
  }

  close(): void {
    this.#session.close({ code: 0, type: 'application' }).catch(() => undefined)
  }
}
