import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { CertificateIssued, NodeMessage } from '#contract/control-channel.ts'
import type { NodeCertificate } from '#contract/enrollment.ts'
import { renewalDue } from '#contract/node-certificate.ts'
import type { NodeTrust } from '../relay/node-trust.ts'
import type { RelayIdentity } from '../relay/relay-identity.ts'
import { saveCertificate } from './held-certificate.ts'

/** The longest time over which the nodes of a cluster spread when all of them want a new certificate at once, in ms. */
const LONGEST_SPREAD_MS = 60_000
/** A spread is so much of a certificate's life. */
const SPREAD_SHARE = 1 / 100
/** After a refusal or no answer it is asked again no sooner than this, in ms. */
const RETRY_MS = 30_000
const LONGEST_TIMER_MS = 2_147_483_647

export interface CertificateKeeperOptions {
  readonly data_dir: string
  readonly identity: RelayIdentity
  readonly trust: NodeTrust
  /** False: it was not sent. */
  readonly send: (message: NodeMessage) => boolean
  /** Between 0 and 1; default `Math.random`. */
  readonly random?: () => number
  /** Default {@link RETRY_MS}. */
  readonly retry_ms?: number
  readonly log: Logger
}

/**
 * Keeps this node's certificate good: asks the origin for the first one, renews it at two thirds of its life or when another authority signs,
 * and keeps what came. Whatever is open meanwhile goes on under what it began with.
 */
export class CertificateKeeper {
  readonly #options: CertificateKeeperOptions
  #told = false
  #asked: string | null = null
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: CertificateKeeperOptions) {
    this.#options = options
  }

  /** The origin says which authorities are trusted. */
  authorities(certificates: readonly string[]): void {
    const { trust } = this.#options
    if (JSON.stringify(certificates.map(trimmed)) !== JSON.stringify(trust.authorities.map(trimmed))) {
      trust.trust(certificates)
      this.#keep()
    }
    const first = !this.#told
    this.#told = true
    if (this.#asked === null) this.#schedule(first)
  }

  /** The origin answered. */
  async issued({ id, certificate, error }: CertificateIssued): Promise<void> {
    if (id !== this.#asked) return
    this.#asked = null
    const { trust, log, send, data_dir } = this.#options
    if (certificate === null) {
      log.warn({ event: 'certificate.refused', reason: error }, `the origin issued no certificate: ${error}`)
      this.#wait(this.#options.retry_ms ?? RETRY_MS)
      return
    }
    // On disk first: what others are told that this node shows must be there after a power cut too.
    this.#writing = this.#writing.then(() => saveCertificate(data_dir, certificate))
    try {
      await this.#writing
    } catch (error) {
      this.#writing = Promise.resolve()
      log.error({ event: 'certificate.not_written', err: error }, `the certificate cannot be kept in ${data_dir}`)
    }
    trust.hold(certificate)
    send({ type: 'certificate_held' })
    const until = trust.certificate?.validTo
    log.info({ event: 'certificate.issued', until }, `this node has a certificate that is good until ${until}`)
    this.#schedule(false)
  }

  /** The connection is over: what was asked is not answered any more. */
  lost(): void {
    this.#told = false
    this.#asked = null
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.lost()
    await this.#writing.catch(() => undefined)
  }

  /** @param at_once a node that has none yet needs not wait until all others have asked */
  #schedule(at_once: boolean): void {
    const { trust, random = Math.random } = this.#options
    const { certificate } = trust
    if (certificate === null) {
      this.#wait(at_once ? 0 : random() * 1_000)
      return
    }
    const life_ms = Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)
    const spread_ms = random() * Math.min(LONGEST_SPREAD_MS, life_ms * SPREAD_SHARE)
    const due_ms = trust.isCurrent ? renewalDue(certificate) - Date.now() : 0
    this.#wait(Math.max(0, due_ms) + spread_ms)
  }

  #wait(delay_ms: number): void {
    if (this.#stopped || !this.#told) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(
      () => {
        void this.#ask()
      },
      Math.min(delay_ms, LONGEST_TIMER_MS),
    )
    this.#timer.unref()
  }

  async #ask(): Promise<void> {
    const { identity, send, log } = this.#options
    const id = randomUUID()
    this.#asked = id
    try {
      // Loaded only here: its libraries take longer to load than everything else of this program.
      const { makeCertificateRequest } = await import('./node-certificate.ts')
      const request_pem = await makeCertificateRequest(identity.key_pem)
      const sent = send({ type: 'certificate_request', id, request_pem, self_signed_pem: identity.certificate_pem })
      if (sent) return
    } catch (error) {
      log.error({ event: 'certificate.not_asked', err: error }, 'a certificate could not be asked for')
    }
    this.#asked = null
    this.#wait(this.#options.retry_ms ?? RETRY_MS)
  }

  #keep(): void {
    const { trust, data_dir, log } = this.#options
    const { certificate_pem, authorities } = trust
    if (certificate_pem === null) return
    const held: NodeCertificate = { certificate_pem, authorities: [...authorities] }
    this.#writing = this.#writing
      .then(() => saveCertificate(data_dir, held))
      .catch((error: unknown) => {
        log.error({ event: 'certificate.not_written', err: error }, `the certificate cannot be kept in ${data_dir}`)
      })
  }
}

const trimmed = (pem: string) => pem.trim()
