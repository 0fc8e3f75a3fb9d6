import { createHash, type X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { Peer } from '#contract/control-channel.ts'
import type { Fingerprint, NodeId } from '#contract/ids.ts'
import { provenName } from '#contract/node-certificate.ts'
import type { NodeTrust } from './node-trust.ts'

/** What a node proves itself with to other nodes: its key, and the certificate that it signed itself, both as PEM. */
export interface RelayIdentity {
  readonly key_pem: string
  readonly certificate_pem: string
  /** SHA-256 of that certificate in DER. */
  readonly fingerprint: Fingerprint
  /** What the authority says of the same key, and whom it says it of besides. Absent: this node knows of no authority. */
  readonly trust?: NodeTrust
}

/** The nodes that the origin named to this one, by what proves them. */
export interface PeerBook {
  /** @param proof as {@link proofBy} makes it of what was shown */
  byFingerprint(proof: Fingerprint): Peer | undefined
  /** As above, and waits for the origin's next words: a node that just joined may dial before the list that names it is here. */
  awaitFingerprint(proof: Fingerprint, timeout_ms: number): Promise<Peer | undefined>
  /** Whether the origin names this node still, with the same key. */
  names(peer: Peer): boolean
  /** Calls the listener with the nodes that are out whenever the list was replaced; the function returned ends that. */
  onReplaced(listener: (gone: readonly NodeId[]) => void): () => void
}

/** What a certificate proves: something to look a node up by, or why it is nothing. */
export type CertificateProof =
  | { readonly by: Fingerprint; readonly problem: null }
  | { readonly by: null; readonly problem: string }

/** SHA-256 of a certificate in DER, as the origin tells it to others. */
export function fingerprintOf(der: Buffer): Fingerprint {
  return createHash('sha256').update(der).digest('hex')
}

/** SHA-256 of the public key of a certificate (SubjectPublicKeyInfo, DER). */
export function keyFingerprintOf({ publicKey }: X509Certificate): Fingerprint {
  return sha256(publicKey.export({ type: 'spki', format: 'der' }))
}

/**
 * What a certificate proves whose key the other side has proven to hold. One that an authority signed names its node and must be timely; of any
 * other the fingerprint says who it is, where the origin knows that node by no more than that.
 */
export function proofBy(certificate: X509Certificate, trust: NodeTrust | undefined): CertificateProof {
  const verdict = trust?.judge(certificate)
  if (verdict === undefined || verdict.problem === 'unknown_authority') {
    return { by: fingerprintOf(certificate.raw), problem: null }
  }
  if (verdict.problem !== null) return { by: null, problem: `its certificate ${verdict.message}` }
  return { by: provenName(verdict.node_id, keyFingerprintOf(certificate), sha256), problem: null }
}

/** What must be proven by whoever is this node. */
export function proofOf({ node_id, relay_fingerprint, key_fingerprint }: Peer): Fingerprint {
  return key_fingerprint === undefined ? relay_fingerprint : provenName(node_id, key_fingerprint, sha256)
}

/** What the other side of a connection proved; null: it showed no certificate. */
export function peerProof(socket: TLSSocket, trust: NodeTrust | undefined): CertificateProof | null {
  const shown = socket.getPeerX509Certificate()
  return shown === undefined ? null : proofBy(shown, trust)
}

/** The certificate to show to a node: to one that proves itself by the authority's, this node's of the authority too. */
export function certificateFor({ certificate_pem, trust }: RelayIdentity, peer: Pick<Peer, 'key_fingerprint'>): string {
  return (peer.key_fingerprint === undefined ? null : trust?.certificate_pem) ?? certificate_pem
}

function sha256(of: string | Buffer): Fingerprint {
  return createHash('sha256').update(of).digest('hex')
}
