import { X509Certificate } from 'node:crypto'
import type { NodeCertificate } from '#contract/enrollment.ts'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import { type CertificateVerdict, judgeNodeCertificate } from '#contract/node-certificate.ts'

/** Whom this node trusts, and what the authority of its cluster says of it. Both change while it runs, and nothing that is open notices. */
export class NodeTrust {
  readonly #of: { readonly node_id: NodeId; readonly cluster_id: ClusterId }
  readonly #clock: () => number
  readonly #listeners = new Set<() => void>()
  #certificate: X509Certificate | null = null
  #authorities: readonly X509Certificate[] = []

  /** @param clock milliseconds since 1970; default `Date.now` */
  constructor(
    of: { readonly node_id: NodeId; readonly cluster_id: ClusterId },
    held: NodeCertificate | null,
    clock = Date.now,
  ) {
    this.#of = of
    this.#clock = clock
    if (held === null) return
    this.#certificate = new X509Certificate(held.certificate_pem)
    this.#authorities = held.authorities.map((pem) => new X509Certificate(pem))
  }

  /** What this node shows to others; null: it has none. */
  get certificate(): X509Certificate | null {
    return this.#certificate
  }

  get certificate_pem(): string | null {
    return this.#certificate?.toString() ?? null
  }

  /** Certificates of the authorities that are trusted, PEM. */
  get authorities(): readonly string[] {
    return this.#authorities.map((authority) => authority.toString())
  }

  /** Whether the authority that signs now signed what this node shows. */
  get isCurrent(): boolean {
    const [signing] = this.#authorities
    return signing !== undefined && (this.#certificate?.verify(signing.publicKey) ?? false)
  }

  /** Shows this certificate and trusts these authorities from now on. */
  hold({ certificate_pem, authorities }: NodeCertificate): void {
    this.#certificate = new X509Certificate(certificate_pem)
    this.trust(authorities)
  }

  /** Trusts these authorities and no others from now on. */
  trust(authorities: readonly string[]): void {
    this.#authorities = authorities.map((pem) => new X509Certificate(pem))
    for (const listener of [...this.#listeners]) listener()
  }

  /** Whose certificate this is, or why it proves nobody. */
  judge(certificate: X509Certificate): CertificateVerdict {
    const { cluster_id } = this.#of
    return judgeNodeCertificate(certificate, { authorities: this.#authorities, cluster_id, now_ms: this.#clock() })
  }

  /** Calls the listener whenever what is shown or trusted changed; the function returned ends that. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
