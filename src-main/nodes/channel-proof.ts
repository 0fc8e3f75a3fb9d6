import type { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { Fingerprint, NodeId } from '#contract/ids.ts'

/** What is known of the certificates of a node, as far as its control channel goes. */
export interface KnownCertificates {
  /** SHA-256 of the key for which this node was last given a certificate; undefined: it was given none. */
  certifiedKey(node_id: NodeId): Fingerprint | undefined
  /** Whether it has ever shown a certificate for that key on its channel: from then on it has to. */
  hasShown(node_id: NodeId): boolean
  /** SHA-256 of a certificate's public key. */
  keyOfCertificate(certificate: X509Certificate): Fingerprint
}

/** Why a connection whose credential is good is not the node's; for a person. */
export type ChannelProof =
  | { readonly ok: true; readonly shown: boolean }
  | { readonly ok: false; readonly message: string }

/**
 * Whether a connection that showed a node's credential also has the node's key. Over TLS it shows a certificate for that key: the one it was
 * given last, an older one, or, while it has none, the one that it signed itself. What its certificate's dates say is of no matter here, for it
 * is over this channel that it is renewed. Without TLS (on this machine, or behind a proxy that ends it) the credential alone has to do, until
 * the node has once shown more.
 * @param fingerprint of the certificate that it signed itself
 */
export function proveChannel(
  request: IncomingMessage,
  node: { readonly id: NodeId; readonly fingerprint: Fingerprint },
  known: KnownCertificates,
): ChannelProof {
  const { socket } = request
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
  const certified = known.certifiedKey(node.id)
  if (certificate === undefined) {
    if (!known.hasShown(node.id)) return { ok: true, shown: false }
    return { ok: false, message: 'it showed no certificate, which this node has shown before' }
  }
  if (certified === undefined) {
    const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase()
    if (fingerprint === node.fingerprint) return { ok: true, shown: false }
    return { ok: false, message: 'its certificate is not the one that this node enrolled with' }
  }
  if (known.keyOfCertificate(certificate) === certified) return { ok: true, shown: true }
  return { ok: false, message: 'its certificate is for another key than that of this node' }
}
