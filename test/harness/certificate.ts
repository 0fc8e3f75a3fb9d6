import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BasicConstraintsExtension, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509'

/** Files of a certificate for this machine that is its own authority. */
export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY_MS = 86_400_000

/** Makes a certificate, by default for localhost and 127.0.0.1, and puts it into a directory, over what was there. */
export async function putCertificate(
  directory: string,
  name = 'headwater test',
  {
    dns = ['localhost'],
    ip = ['127.0.0.1'],
  }: { readonly dns?: readonly string[]; readonly ip?: readonly string[] } = {},
): Promise<CertificateFiles> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const made = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new SubjectAlternativeNameExtension([
        ...dns.map((value) => ({ type: 'dns' as const, value })),
        ...ip.map((value) => ({ type: 'ip' as const, value })),
      ]),
    ],
  })
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const files = { certificate: join(directory, 'certificate.pem'), key: join(directory, 'key.pem') }
  const key_pem = ['-----BEGIN PRIVATE KEY-----', ...(der.match(/.{1,64}/g) ?? []), '-----END PRIVATE KEY-----', '']
  await Promise.all([writeFile(files.certificate, made.toString('pem')), writeFile(files.key, key_pem.join('\n'))])
  return files
}
