import { X509Certificate } from 'node:crypto'
import type { ConnectionOptions, PeerCertificate } from 'node:tls'
import { ORIGIN_SERVER_NAME, ORIGIN_URI, urisOf } from '#contract/node-certificate.ts'
import type { NodeTrust } from '../relay/node-trust.ts'
import type { RelayIdentity } from '../relay/relay-identity.ts'

/** The certificate is one of a trusted authority, but not the origin's: that of another node, perhaps. */
class NotTheOriginError extends Error {
  readonly code = 'ERR_NOT_THE_ORIGIN'
  constructor() {
    super('it showed a certificate of the right authority that is not for the origin')
    this.name = 'NotTheOriginError'
  }
}

/** Holds whoever answers to a certificate for the origin, by these authorities alone (PEM); its names and addresses play no part. */
export function byAuthority(authorities: readonly string[]): ConnectionOptions {
  return {
    ca: [...authorities],
    // One that another authority has signed may be among them.
    allowPartialTrustChain: true,
    servername: ORIGIN_SERVER_NAME,
    checkServerIdentity: (_name: string, { raw }: PeerCertificate) =>
      urisOf(new X509Certificate(raw)).includes(ORIGIN_URI) ? undefined : new NotTheOriginError(),
  }
}

/** Whether a connection failed because of what the other side's certificate is; the text is for a person. */
export function certificateProblem(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  const now = new Date().toISOString()
  switch (error.code) {
    case 'CERT_NOT_YET_VALID':
    case 'CERT_HAS_EXPIRED':
      return `its certificate is ${error.code === 'CERT_HAS_EXPIRED' ? 'no longer' : 'not yet'} good by the clock of this machine, which says ${now}; one of the two clocks is wrong, or it was not renewed`
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_SIGNATURE_FAILURE':
    case 'ERR_NOT_THE_ORIGIN':
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `its certificate is not one that is trusted here (${error.message})`
    default:
      return null
  }
}

/**
 * By the authority with its certificate; the same with the one that this node enrolled with, for an origin that came back from a backup of before;
 * and by name.
 */
const WAYS = ['authority', 'enrolled', 'name'] as const

/**
 * How this node holds its origin to be the origin over https, and proves itself there: by the authorities that it trusts, else, where TLS is ended
 * by a proxy or the origin shows a certificate of somebody else, by those that this machine trusts and the name in the URL.
 */
export class OriginTls {
  readonly #identity: RelayIdentity
  readonly #trust: NodeTrust
  #way = 0

  constructor(identity: RelayIdentity, trust: NodeTrust) {
    this.#identity = identity
    this.#trust = trust
  }

  /** For the next dial. */
  options(): ConnectionOptions {
    const { authorities, certificate_pem } = this.#trust
    const way = WAYS[this.#way % WAYS.length]
    if (way === 'name' || authorities.length === 0) return {}
    const { key_pem, certificate_pem: self_signed } = this.#identity
    const cert = way === 'enrolled' ? self_signed : (certificate_pem ?? self_signed)
    return { ...byAuthority(authorities), key: key_pem, cert }
  }

  /** A dial came to nothing: the next one is made in the other way. */
  failed(): void {
    this.#way += 1
  }
}
