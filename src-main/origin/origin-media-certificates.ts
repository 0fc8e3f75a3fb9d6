import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { OriginConfig } from '#contract/config.ts'
import type { CertificatePair } from '../certificates/certificate-pair.ts'
import type { MediaCertificateSource, MediaNode } from '../nodes/media-certificates.ts'
import type { Authority } from '../trust/authority/authority.ts'
import { originNames } from './origin-names.ts'

/** How much of its life a certificate is shown before the next one is. */
const RENEW_AFTER = 2 / 3

/**
 * Certificates for the nodes' media ports. Browsers that trust the authority believe it every name, so a node gets one for
 * its address alone, and for that only if its channel comes from there, or an operator has said that nodes are called so.
 */
export class OriginMediaCertificates implements MediaCertificateSource {
  readonly #config: Pick<OriginConfig, 'tls' | 'host' | 'advertise_host' | 'allowed_hosts'>
  readonly #authority: Authority
  readonly #listeners = new Set<() => void>()
  #ready: CertificatePair | null = null

  constructor(config: Pick<OriginConfig, 'tls' | 'host' | 'advertise_host' | 'allowed_hosts'>, authority: Authority) {
    this.#config = config
    this.#authority = authority
    authority.onChanged(() => this.#changed())
  }

  /** A pair for the names of nodes came from elsewhere. */
  handOver(pair: CertificatePair): void {
    this.#ready = pair
    this.#changed()
  }

  readyMade({ address }: MediaNode): CertificatePair | null {
    if (this.#ready === null || isIP(address) !== 0) return null
    const leaf = new X509Certificate(this.#ready.certificate_pem)
    return leaf.checkHost(address, { subject: 'never' }) === undefined ? null : this.#ready
  }

  refusal(node: MediaNode): string | null {
    if (this.#config.tls.mode === 'off') return 'tls.mode is off: nodes get no certificates'
    if (this.#mayHave(node)) return null
    return `node ${node.name} gets no certificate for ${node.address}, as it does not come from there; tls.node_names says which names nodes may have`
  }

  async sign(node: MediaNode, request_pem: string): Promise<{ chain_pem: string; renew_at_ms: number }> {
    const names = [...new Set([node.address.toLowerCase(), ...(node.is_origin ? originNames(this.#config) : [])])]
    const { chain_pem, not_before, not_after } = await this.#authority.issueMediaCertificate({
      dns_names: names.filter((name) => isIP(name) === 0),
      ip_addresses: names.filter((name) => isIP(name) !== 0),
      request_pem,
    })
    const from_ms = Date.parse(not_before)
    return { chain_pem, renew_at_ms: from_ms + (Date.parse(not_after) - from_ms) * RENEW_AFTER }
  }

  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #mayHave({ address, remote_address, is_origin }: MediaNode): boolean {
    if (is_origin) return true
    const name = address.toLowerCase()
    const from = (remote_address ?? '').replace(/^::ffff:(?=\d+\.)/, '')
    const mine = originNames(this.#config)
    // A node on the origin's machine shares its names.
    if (mine.includes(name)) return mine.includes(from)
    if (name === from) return true
    return this.#config.tls.node_names.some((known) => matches(known.toLowerCase(), name))
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** `*` stands for one label (RFC 9525 6.3). */
function matches(known: string, name: string): boolean {
  if (!known.startsWith('*.')) return known === name
  const dot = name.indexOf('.')
  return dot > 0 && name.slice(dot) === known.slice(1)
}
