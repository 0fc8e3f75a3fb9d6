import { webcrypto } from 'node:crypto'
import 'reflect-metadata'
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509'
import { keyFingerprint, readRequest } from '../../../src-main/trust/authority/certificates.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectSame, expectTrue } from '../pieces.ts'

/** A request as a node makes it, for keys that live as long as this run. */
async function request(curve: string): Promise<Buffer> {
  const algorithm = { name: 'ECDSA', namedCurve: curve, hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const made = await Pkcs10CertificateRequestGenerator.create(
    { name: 'CN=edge', keys, signingAlgorithm: algorithm },
    webcrypto as never,
  )
  return Buffer.from(made.rawData)
}
const seeds = await Promise.all(['P-256', 'P-384'].map(request))

const pem = (der: Buffer) =>
  `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE REQUEST-----\n`

/** Certificate requests in DER: one that is taken holds a key of the one kind, and its sender the other half. */
export const certificateRequest: FuzzTarget = {
  name: 'certificate-request',
  covers: ['/authority/certificates.ts'],
  max_bytes: 1_024,
  dictionary: [
    Buffer.from([0x30, 0x82]),
    Buffer.from([0x30, 0x80]),
    Buffer.from([0x84, 0xff, 0xff, 0xff, 0xff]),
    Buffer.from([0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]),
    Buffer.from([0xa0, 0x00]),
    Buffer.from([0x31, 0x00]),
  ],
  seeds,
  async check(input) {
    const taken = await readRequest(pem(input))
    if (taken === null) return 'refused'
    expectSame('its name', taken.key_fingerprint, keyFingerprint(taken.spki_der))
    expectTrue('a key of P-256', taken.spki_der.length === 91)
    return `taken ${input.equals(seeds[0] ?? input)}`
  },
}
