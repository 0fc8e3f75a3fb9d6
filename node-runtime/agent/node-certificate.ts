import 'reflect-metadata'
import { createPrivateKey, createPublicKey, randomBytes, webcrypto } from 'node:crypto'
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequestGenerator,
  X509CertificateGenerator,
} from '@peculiar/x509'

const DAY_MS = 86_400_000
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/**
 * A new P-256 key and a certificate that it signs itself, as PEM. Others hold the certificate by its fingerprint alone,
 * which is why it lasts twenty years and starts a day early: a clock that is off must not cut a relay.
 */
export async function makeNodeCertificate(): Promise<{ readonly key_pem: string; readonly certificate_pem: string }> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const now = Date.now()
  // RFC 5280, 4.1.2.2: a positive number of at most 20 octets.
  const serial = randomBytes(16)
  serial[0] = (serial[0] ?? 0) & 0x7f
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial.toString('hex'),
    name: 'CN=headwater-node',
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + 20 * 365 * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
    ],
  })
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return {
    key_pem: ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n'),
    certificate_pem: certificate.toString('pem'),
  }
}

/** A request (PKCS #10, PEM) for a certificate for this key, signed by it. Whose key it is the origin knows otherwise. */
export async function makeCertificateRequest(key_pem: string): Promise<string> {
  const pkcs8 = createPrivateKey(key_pem).export({ type: 'pkcs8', format: 'der' })
  const spki = createPublicKey(key_pem).export({ type: 'spki', format: 'der' })
  const request = await Pkcs10CertificateRequestGenerator.create(
    {
      name: 'CN=headwater-node',
      signingAlgorithm: ALGORITHM,
      keys: {
        privateKey: await webcrypto.subtle.importKey('pkcs8', new Uint8Array(pkcs8), ALGORITHM, false, ['sign']),
        publicKey: await webcrypto.subtle.importKey('spki', new Uint8Array(spki), ALGORITHM, true, ['verify']),
      },
    },
    webcrypto,
  )
  return request.toString('pem')
}
