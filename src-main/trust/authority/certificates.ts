import 'reflect-metadata'
import { createHash, createPublicKey, randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralNames,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { ClusterId, Fingerprint, NodeId } from '#contract/ids.ts'
import { clusterUri, nodeUri, ORIGIN_URI } from '#contract/node-certificate.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** How long an authority lasts, in ms. */
const AUTHORITY_LIFE_MS = 10 * 365 * DAY_MS
/** How long before they are made certificates are good, in ms: a clock that is behind must not refuse them. */
const BACKDATED_MS = 15 * MINUTE_MS
/** A server's is checked by OpenSSL, which knows no tolerance. */
const SERVER_BACKDATED_MS = DAY_MS

/** An authority that can sign. */
export interface Signer {
  readonly certificate_pem: string
  readonly key: webcrypto.CryptoKey
}

export interface MadeAuthority {
  readonly certificate_pem: string
  /** PKCS #8; a secret. */
  readonly key_der: Buffer
  readonly key_fingerprint: Fingerprint
  readonly not_after: string
  /** The same authority, signed by the one before it; null where there was none. */
  readonly cross_certificate_pem: string | null
}

export interface IssuedCertificate {
  readonly certificate_pem: string
  readonly serial: string
  readonly not_after: string
}

/** SHA-256 of a public key as it stands in a certificate (SubjectPublicKeyInfo, DER). */
export function keyFingerprint(spki_der: ArrayBuffer | Uint8Array): Fingerprint {
  return createHash('sha256').update(new Uint8Array(spki_der)).digest('hex')
}

/** A new authority: a P-256 key and the certificate that it signs itself. */
export async function makeAuthority(
  cluster_id: ClusterId,
  now_ms: number,
  before: Signer | null,
): Promise<MadeAuthority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  // Each has a name of its own, so that whoever builds a chain finds the right one of two that are trusted.
  const name = `CN=Headwater ${cluster_id} ${randomBytes(4).toString('hex')}`
  const not_after = new Date(now_ms + AUTHORITY_LIFE_MS)
  const made = {
    subject: name,
    notBefore: new Date(now_ms - DAY_MS),
    notAfter: not_after,
    publicKey: keys.publicKey,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  }
  const certificate = await sign({ ...made, issuer: name, key: keys.privateKey })
  const crossed =
    before === null
      ? null
      : await sign({ ...made, issuer: new X509Certificate(before.certificate_pem).subject, key: before.key })
  return {
    certificate_pem: pemOf(certificate),
    key_der: Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
    key_fingerprint: keyFingerprint(certificate.publicKey.rawData),
    not_after: not_after.toISOString(),
    cross_certificate_pem: crossed === null ? null : pemOf(crossed),
  }
}

/** The key of an authority as it signs; it cannot be taken out again. */
export async function importSigningKey(key_der: Buffer): Promise<webcrypto.CryptoKey> {
  return await webcrypto.subtle.importKey('pkcs8', new Uint8Array(key_der), ALGORITHM, false, ['sign'])
}

/**
 * The public key of a certificate request whose sender holds the private one; of what else it asks nothing is heard.
 * @returns null: it is none, it is of another kind of key than P-256, or its signature is not its key's
 */
export async function readRequest(pem: string): Promise<{ spki_der: Buffer; key_fingerprint: Fingerprint } | null> {
  try {
    const request = new Pkcs10CertificateRequest(pem)
    const spki_der = Buffer.from(request.publicKey.rawData)
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: spki_der, format: 'der', type: 'spki' })
    if (asymmetricKeyType !== 'ec' || asymmetricKeyDetails?.namedCurve !== 'prime256v1') return null
    return (await request.verify(webcrypto)) ? { spki_der, key_fingerprint: keyFingerprint(spki_der) } : null
  } catch {
    // What cannot be parsed is no request.
    return null
  }
}

/** A certificate by which a node proves itself to nodes and to the origin, whichever side dials. */
export async function signNodeCertificate(
  signer: Signer,
  node: { readonly node_id: NodeId; readonly cluster_id: ClusterId; readonly spki_der: Buffer },
  times: { readonly now_ms: number; readonly life_ms: number },
): Promise<IssuedCertificate> {
  return await issue(signer, {
    subject: `CN=${node.node_id}`,
    spki_der: node.spki_der,
    names: [
      { type: 'url', value: nodeUri(node.node_id) },
      { type: 'url', value: clusterUri(node.cluster_id) },
    ],
    usages: [ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth],
    not_before_ms: times.now_ms - Math.min(BACKDATED_MS, times.life_ms),
    not_after_ms: times.now_ms + times.life_ms,
  })
}

/** A certificate by which a TLS port proves itself; the origin's own says that it is the origin's, and no other may. */
export async function signServerCertificate(
  signer: Signer,
  server: {
    readonly dns_names: readonly string[]
    readonly ip_addresses: readonly string[]
    readonly spki_der: Buffer
    readonly is_origin: boolean
  },
  times: { readonly now_ms: number; readonly life_ms: number },
): Promise<IssuedCertificate> {
  const [name = 'headwater origin'] = [...server.dns_names, ...server.ip_addresses]
  return await issue(signer, {
    subject: `CN=${name.replace(/[^A-Za-z0-9.:*-]/g, ' ').slice(0, 64)}`,
    spki_der: server.spki_der,
    names: [
      ...(server.is_origin ? [{ type: 'url' as const, value: ORIGIN_URI }] : []),
      ...server.dns_names.map((value) => ({ type: 'dns' as const, value })),
      ...server.ip_addresses.filter((value) => isIP(value) !== 0).map((value) => ({ type: 'ip' as const, value })),
    ],
    usages: [ExtendedKeyUsage.serverAuth],
    not_before_ms: times.now_ms - SERVER_BACKDATED_MS,
    not_after_ms: times.now_ms + times.life_ms,
  })
}

interface Wanted {
  readonly subject: string
  readonly spki_der: Buffer
  readonly names: JsonGeneralNames
  readonly usages: ExtendedKeyUsage[]
  readonly not_before_ms: number
  readonly not_after_ms: number
}

async function issue(signer: Signer, wanted: Wanted): Promise<IssuedCertificate> {
  const authority = new X509Certificate(signer.certificate_pem)
  // No certificate outlives its authority.
  const not_after = new Date(Math.min(wanted.not_after_ms, authority.notAfter.getTime()))
  const publicKey = await webcrypto.subtle.importKey('spki', new Uint8Array(wanted.spki_der), ALGORITHM, true, [
    'verify',
  ])
  const certificate = await sign({
    subject: wanted.subject,
    issuer: authority.subject,
    notBefore: new Date(wanted.not_before_ms),
    notAfter: not_after,
    publicKey,
    key: signer.key,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension(wanted.usages),
      new SubjectAlternativeNameExtension(wanted.names),
    ],
  })
  return {
    certificate_pem: pemOf(certificate),
    serial: certificate.serialNumber,
    not_after: not_after.toISOString(),
  }
}

async function sign({
  key,
  ...wanted
}: {
  readonly subject: string
  readonly issuer: string
  readonly notBefore: Date
  readonly notAfter: Date
  readonly publicKey: webcrypto.CryptoKey
  readonly key: webcrypto.CryptoKey
  readonly extensions: Extension[]
}): Promise<X509Certificate> {
  // RFC 5280, 4.1.2.2: a positive number of at most 20 octets.
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  const made = { ...wanted, serialNumber: serial.toString('hex'), signingAlgorithm: ALGORITHM, signingKey: key }
  return await X509CertificateGenerator.create(made, webcrypto)
}

function pemOf(certificate: X509Certificate): string {
  return `${certificate.toString('pem').trim()}\n`
}
