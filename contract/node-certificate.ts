import type { ClusterId, Fingerprint, NodeId } from './ids.ts'

/**
 * What the certificates of an installation's authority say (RFC 5280): whom one is for stands as URIs in its subject alternative name.
 * A node's has its {@link nodeUri} and its {@link clusterUri}; the origin's own has {@link ORIGIN_URI} and the names and addresses that it is
 * reached by. So no node can pass for the origin, nor for another node, with a certificate that the same authority signed.
 */
export const ORIGIN_URI = 'urn:headwater:origin'
const NODE_URI = 'urn:headwater:node:'
const CLUSTER_URI = 'urn:headwater:cluster:'

export function nodeUri(node_id: NodeId): string {
  return `${NODE_URI}${node_id}`
}

export function clusterUri(cluster_id: ClusterId): string {
  return `${CLUSTER_URI}${cluster_id}`
}

/**
 * The server name (RFC 6066, 3) by which a node that dials another one asks for the certificate of the authority. Who asks for none is of a
 * version before there was an authority, and is shown the certificate that the node signed itself.
 */
export const NODE_SERVER_NAME = 'node.headwater.internal'

/** The server name by which a node asks the origin for its certificate of the installation's own authority, whatever it shows to browsers. */
export const ORIGIN_SERVER_NAME = 'origin.headwater.internal'

/** How far a clock may be off before a certificate is held for not yet, or no longer, good, in ms (row 22). */
export const CERTIFICATE_CLOCK_TOLERANCE_MS = 15 * 60_000

/** A certificate is renewed when so much of its life is over. */
export const RENEW_AFTER_SHARE = 2 / 3

/** What is looked at of an X.509 certificate; Node's `X509Certificate` is one. */
export interface ShownCertificate<Key> {
  /** Entries such as `URI:urn:...`, with commas between. */
  readonly subjectAltName: string | undefined
  readonly validFrom: string
  readonly validTo: string
  readonly publicKey: Key
  readonly ca: boolean
  /** Whether it was signed by this key. */
  verify(key: Key): boolean
}

/** What a certificate of a node is held against. */
export interface CertificateExpectation<Key> {
  /** Certificates of the authorities that are trusted. */
  readonly authorities: readonly ShownCertificate<Key>[]
  readonly cluster_id: ClusterId
  readonly now_ms: number
}

export type CertificateProblem =
  | 'unknown_authority'
  | 'not_yet_valid'
  | 'expired'
  | 'no_node'
  | 'other_cluster'
  | 'is_authority'

export type CertificateVerdict =
  | { readonly node_id: NodeId; readonly problem: null }
  | { readonly problem: CertificateProblem; readonly message: string }

/** Whose certificate this is, or why it proves nobody; the message is for a person and follows "its certificate". */
export function judgeNodeCertificate<Key>(
  certificate: ShownCertificate<Key>,
  { authorities, cluster_id, now_ms }: CertificateExpectation<Key>,
): CertificateVerdict {
  if (certificate.ca) return { problem: 'is_authority', message: 'is that of an authority, not of a node' }
  const signer = authorities.find((authority) => authority.ca && certificate.verify(authority.publicKey))
  if (signer === undefined) {
    return { problem: 'unknown_authority', message: 'was not signed by an authority of this cluster' }
  }
  const timely = judgeTime(certificate, now_ms) ?? judgeTime(signer, now_ms)
  if (timely !== null) return timely
  const uris = urisOf(certificate)
  const node_id = uriAfter(uris, NODE_URI)
  if (node_id === undefined) return { problem: 'no_node', message: 'does not name a node' }
  const cluster = uriAfter(uris, CLUSTER_URI)
  if (cluster !== cluster_id) {
    return { problem: 'other_cluster', message: `is for cluster ${cluster ?? 'none'}, and this one is ${cluster_id}` }
  }
  return { node_id: node_id as NodeId, problem: null }
}

/** The URIs in a certificate's subject alternative name. */
export function urisOf({ subjectAltName }: Pick<ShownCertificate<unknown>, 'subjectAltName'>): string[] {
  return (subjectAltName ?? '')
    .split(', ')
    .filter((entry) => entry.startsWith('URI:'))
    .map((entry) => entry.slice('URI:'.length))
}

/**
 * By what a node of an authority is looked up: its id and its key together, hashed, so that a certificate that names another node, or another
 * key, finds nobody.
 * @param sha256 in hexadecimal
 */
export function provenName(
  node_id: NodeId,
  key_fingerprint: Fingerprint,
  sha256: (text: string) => Fingerprint,
): Fingerprint {
  return sha256(`headwater node ${node_id} ${key_fingerprint}`)
}

/** When a certificate is to be renewed, in ms since 1970. */
export function renewalDue({ validFrom, validTo }: Pick<ShownCertificate<unknown>, 'validFrom' | 'validTo'>): number {
  const from_ms = Date.parse(validFrom)
  return from_ms + (Date.parse(validTo) - from_ms) * RENEW_AFTER_SHARE
}

function judgeTime<Key>({ validFrom, validTo }: ShownCertificate<Key>, now_ms: number): CertificateVerdict | null {
  const now = new Date(now_ms).toISOString()
  if (now_ms < Date.parse(validFrom) - CERTIFICATE_CLOCK_TOLERANCE_MS) {
    const message = `is good from ${validFrom} on only, and the clock here says ${now}: one of the two clocks is wrong`
    return { problem: 'not_yet_valid', message }
  }
  if (now_ms > Date.parse(validTo) + CERTIFICATE_CLOCK_TOLERANCE_MS) {
    const message = `was good until ${validTo}, and the clock here says ${now}: it was not renewed, or one of the two clocks is wrong`
    return { problem: 'expired', message }
  }
  return null
}

function uriAfter(uris: readonly string[], start: string): string | undefined {
  const found = uris.filter((uri) => uri.startsWith(start))
  // One that names two proves neither.
  return found.length === 1 ? found[0]?.slice(start.length) : undefined
}
