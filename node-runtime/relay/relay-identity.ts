import { createHash } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { Peer } from '#contract/control-channel.ts'
import type { Fingerprint, NodeId } from '#contract/ids.ts'

/** What a node proves itself with to other nodes: its key and its certificate, both as PEM. */
export interface RelayIdentity {
  readonly key_pem: string
  readonly certificate_pem: string
  /** SHA-256 of the certificate in DER. */
  readonly fingerprint: Fingerprint
}

/** The nodes that the origin named to this one, by what proves them. */
export interface PeerBook {
  byFingerprint(fingerprint: Fingerprint): Peer | undefined
  /** As above, and waits for the origin's next words: a node that just joined may dial before the list that names it is here. */
  awaitFingerprint(fingerprint: Fingerprint, timeout_ms: number): Promise<Peer | undefined>
  /** Calls the listener with the nodes that are out whenever the list was replaced; the function returned ends that. */
  onReplaced(listener: (gone: readonly NodeId[]) => void): () => void
}

/** SHA-256 of a certificate in DER, as the origin tells it to others. */
export function fingerprintOf(der: Buffer): Fingerprint {
  return createHash('sha256').update(der).digest('hex')
}

/** Fingerprint of the certificate that the other side showed and proved; null if it showed none. */
export function peerFingerprint(socket: TLSSocket): Fingerprint | null {
  const shown = socket.getPeerCertificate()
  // Node returns an empty object for a peer without a certificate.
  return Buffer.isBuffer(shown.raw) ? fingerprintOf(shown.raw) : null
}
