import { createPublicKey, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import type { Logger } from 'pino'
import type { CertificateState } from '#contract/certificates.ts'
import type { ShownCertificates } from './shown-certificates.ts'

/** Signs a certificate for a key of a TLS port. */
export interface ServerSigner {
  issueServerCertificate(wish: {
    readonly dns_names: readonly string[]
    readonly ip_addresses: readonly string[]
    /** SubjectPublicKeyInfo as PEM, of a P-256 key. */
    readonly public_key: string
  }): Promise<{ readonly chain_pem: string }>
  /** Calls the listener whenever certificates have to be signed anew; the function returned ends that. */
  onChanged(listener: () => void): () => void
}

export interface OwnCertificateOptions {
  readonly signer: ServerSigner
  readonly shown: ShownCertificates
  /** Its key, of P-256: the same at every renewal, so that whoever was told it (a printed command) still knows this origin. */
  readonly key: KeyObject
  /** DNS names and addresses that it has to be for; asked for again and again, as addresses of a machine come and go. */
  readonly names: () => readonly string[]
  /** Milliseconds since 1970; default `Date.now`. */
  readonly clock?: () => number
  /** Default one minute. */
  readonly check_interval_ms?: number
  readonly log: Logger
}

const CHECK_INTERVAL_MS = 60_000
/** How much of its life a certificate is shown before the next one is. */
const RENEW_AFTER = 2 / 3

/**
 * The certificate that the installation's own authority signs, so that there is one for every name and address from the
 * first moment on. Its key stays in memory.
 */
export class OwnCertificate {
  readonly #options: OwnCertificateOptions
  readonly #timer: NodeJS.Timeout
  readonly #unlisten: () => void
  #signed_for = ''
  #problem: string | null = null
  #renewing: Promise<void> | null = null

  private constructor(options: OwnCertificateOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.check(), options.check_interval_ms ?? CHECK_INTERVAL_MS)
    this.#timer.unref()
    this.#unlisten = options.signer.onChanged(() => void this.#renew())
  }

  /** Has the first one signed and shown. @throws whatever keeps the authority from signing */
  static async open(options: OwnCertificateOptions): Promise<OwnCertificate> {
    const own = new OwnCertificate(options)
    try {
      await own.#sign()
    } catch (error) {
      own.stop()
      throw error
    }
    return own
  }

  state(): CertificateState {
    const certificate = this.#options.shown.of('own')
    const next_try_at = certificate === null ? null : new Date(renewalOf(certificate)).toISOString()
    return { source: 'own', shown_by: 'origin', certificate, problem: this.#problem, next_try_at }
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#unlisten()
  }

  /** Renews it where it is time, or where the names are others now; done when that is. */
  async check(): Promise<void> {
    const { shown, clock = Date.now } = this.#options
    const certificate = shown.of('own')
    const due = certificate === null || clock() >= renewalOf(certificate) || this.#names() !== this.#signed_for
    if (due) await this.#renew()
  }

  /** One at a time; the one before stays in use where it fails, and is tried again at the next check. */
  #renew(): Promise<void> {
    this.#renewing ??= this.#sign()
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error)
        this.#problem = `The own authority could not sign a new certificate: ${reason}. The one from before stays in use.`
        this.#options.log.error({ event: 'certificate.not_changed', source: 'own', err: error }, this.#problem)
      })
      .finally(() => {
        this.#renewing = null
      })
    return this.#renewing
  }

  async #sign(): Promise<void> {
    const { signer, shown, log, key } = this.#options
    const signed_for = this.#names()
    const names = signed_for.split(' ').filter(Boolean)
    const { chain_pem } = await signer.issueServerCertificate({
      dns_names: names.filter((name) => isIP(name) === 0),
      ip_addresses: names.filter((name) => isIP(name) !== 0),
      public_key: createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string,
    })
    const key_pem = key.export({ type: 'pkcs8', format: 'pem' }) as string
    const { valid_until } = shown.show('own', { certificate_pem: chain_pem, key_pem })
    this.#signed_for = signed_for
    this.#problem = null
    log.info(
      { event: 'certificate.changed', source: 'own', names, valid_until },
      `new connections get a certificate of the own authority, good until ${valid_until}`,
    )
  }

  #names(): string {
    return [...new Set(this.#options.names())].sort().join(' ')
  }
}

function renewalOf({ valid_from, valid_until }: { readonly valid_from: string; readonly valid_until: string }): number {
  const from = Date.parse(valid_from)
  return from + (Date.parse(valid_until) - from) * RENEW_AFTER
}
