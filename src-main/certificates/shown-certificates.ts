import { X509Certificate } from 'node:crypto'
import { createSecureContext, rootCertificates, type SecureContext, type TlsOptions } from 'node:tls'
import type { CertificateSource, ShownCertificate } from '#contract/certificates.ts'
import { ORIGIN_SERVER_NAME } from '#contract/node-certificate.ts'
import { type CertificatePair, describeCertificate } from './certificate-pair.ts'

interface Shown {
  readonly pair: CertificatePair
  readonly leaf: X509Certificate
  readonly facts: ShownCertificate
  readonly context: SecureContext
}

/** Which certificate is preferred where several are for the name that is asked for. */
const PREFERENCE: readonly CertificateSource[] = ['files', 'acme', 'own']

/**
 * The certificates that the origin's port shows to new connections, and by which authorities it takes certificates of
 * clients. Whoever listens asks for {@link tlsOptions} and again when something changed; connections stay as they are.
 */
export class ShownCertificates {
  readonly #shown = new Map<CertificateSource, Shown>()
  readonly #listeners = new Set<() => void>()
  readonly #roots: readonly string[]
  #client_authorities: readonly string[] = []

  /** @param roots whom browsers trust without being told, as PEM; default: those that Mozilla's do */
  constructor(roots: readonly string[] = rootCertificates) {
    this.#roots = roots
  }

  /** @throws {Error} where the pair is no pair; what was shown goes on then */
  show(source: CertificateSource, pair: CertificatePair): ShownCertificate {
    const leaf = new X509Certificate(pair.certificate_pem)
    const facts = describeCertificate(pair, this.#roots)
    this.#shown.set(source, { pair, leaf, facts, context: this.#contextOf(pair) })
    this.#changed()
    return facts
  }

  /**
   * Certificates of clients that one of these signed make `socket.authorized` true; all others connect as well, and so do
   * clients without one. With none here no client is asked for one.
   * @param authorities PEM, one certificate each
   */
  setClientAuthorities(authorities: readonly string[]): void {
    this.#client_authorities = [...authorities]
    for (const [source, shown] of this.#shown)
      this.#shown.set(source, { ...shown, context: this.#contextOf(shown.pair) })
    this.#changed()
  }

  /** Whether there is anything to speak TLS with. */
  get any(): boolean {
    return this.#shown.size > 0
  }

  /** What is shown now of a source. */
  of(source: CertificateSource): ShownCertificate | null {
    return this.#shown.get(source)?.facts ?? null
  }

  /** What somebody sees who asks for this name (RFC 6066 3); undefined: for an address, or for nothing. */
  shownFor(name: string | undefined): ShownCertificate | null {
    return this.#choose(name)?.facts ?? null
  }

  /** What new connections are answered with; null where there is no certificate. */
  tlsOptions(): TlsOptions | null {
    const unnamed = this.#choose(undefined)
    if (unnamed === undefined) return null
    return {
      ...this.#credentialsOf(unnamed.pair),
      ALPNProtocols: ['http/1.1'],
      requestCert: this.#client_authorities.length > 0,
      rejectUnauthorized: false,
      SNICallback: (name, answer) => answer(null, this.#choose(name)?.context),
    }
  }

  /** Calls the listener whenever {@link tlsOptions} would say something else; the function returned ends that. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #choose(name: string | undefined): Shown | undefined {
    const all = PREFERENCE.map((source) => this.#shown.get(source)).filter((shown) => shown !== undefined)
    const own = this.#shown.get('own')
    if (name === ORIGIN_SERVER_NAME && own !== undefined) return own
    const fits = ({ leaf, facts }: Shown) =>
      name === undefined
        ? facts.names.some((known) => /^[\d.]+$|:/.test(known))
        : leaf.checkHost(name, { subject: 'never' }) !== undefined
    return all.find(fits) ?? all[0]
  }

  #contextOf(pair: CertificatePair): SecureContext {
    return createSecureContext(this.#credentialsOf(pair))
  }

  #credentialsOf({ certificate_pem, key_pem }: CertificatePair) {
    const authorities = this.#client_authorities
    return {
      cert: certificate_pem,
      key: key_pem,
      minVersion: 'TLSv1.2',
      ...(authorities.length === 0 ? {} : { ca: [...authorities] }),
    } as const
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}
