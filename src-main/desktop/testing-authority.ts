import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

type Keys = Awaited<ReturnType<typeof newKeys>>

/** A certificate with its keys. */
export interface TestingCertificate {
  readonly pem: string
  readonly name: string
  readonly keys: Keys
}

export interface TestingCertificateWish {
  /** Common name of its subject. */
  readonly name: string
  /** Who signs it; null: itself. */
  readonly by: TestingCertificate | null
  readonly is_authority: boolean
  /** Keys of another certificate; absent: new ones. */
  readonly keys?: Keys
  readonly from: Date
  readonly until: Date
  /** For servers: names and addresses that it is for. */
  readonly hosts?: readonly { readonly type: 'dns' | 'ip'; readonly value: string }[]
}

function newKeys() {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

/** Makes a certificate for tests of pinning. */
export async function testingCertificate(wish: TestingCertificateWish): Promise<TestingCertificate> {
  cryptoProvider.set(webcrypto)
  const { name, by, is_authority, hosts = [] } = wish
  const keys = wish.keys ?? (await newKeys())
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: `CN=${by?.name ?? name}`,
    notBefore: wish.from,
    notAfter: wish.until,
    publicKey: keys.publicKey,
    signingKey: (by?.keys ?? keys).privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(is_authority, undefined, true),
      ...(hosts.length === 0 ? [] : [new SubjectAlternativeNameExtension([...hosts])]),
    ],
  })
  return { pem: `${certificate.toString('pem')}\n`, name, keys }
}

/** Its private key, as a server wants it. */
export async function keyPem({ keys }: TestingCertificate): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
}
