import 'reflect-metadata'
import { createPublicKey, randomBytes, webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  type Extension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import { clusterUri, nodeUri } from '#contract/node-certificate.ts'

const DAY_MS = 86_400_000
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** What a test may have other than it should be. */
export interface IssueWish {
  readonly cluster_id?: string
  /** Of the certificate's life, from now, in ms. */
  readonly from_ms?: number
  readonly to_ms?: number
}

/** An authority as an origin has one, for tests of nodes. */
export interface TestAuthority {
  readonly certificate_pem: string
  issue(key_pem: string, node_id: NodeId, wish?: IssueWish): Promise<string>
}

export async function testAuthority(): Promise<TestAuthority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const name = `CN=test ${randomBytes(4).toString('hex')}`
  const sign = async (subject: string, publicKey: webcrypto.CryptoKey, times: IssueWish, extensions: Extension[]) => {
    const { from_ms = -DAY_MS, to_ms = DAY_MS } = times
    const certificate = await X509CertificateGenerator.create(
      {
        ...{ subject, issuer: name, publicKey, extensions, signingKey: keys.privateKey, signingAlgorithm: ALGORITHM },
        serialNumber: `4${randomBytes(8).toString('hex').slice(1)}`,
        notBefore: new Date(Date.now() + from_ms),
        notAfter: new Date(Date.now() + to_ms),
      },
      webcrypto,
    )
    return `${certificate.toString('pem')}\n`
  }
  const certificate_pem = await sign(name, keys.publicKey, {}, [new BasicConstraintsExtension(true, undefined, true)])
  return {
    certificate_pem,
    issue: async (key_pem, node_id, wish = {}) => {
      const spki = createPublicKey(key_pem).export({ type: 'spki', format: 'der' })
      const key = await webcrypto.subtle.importKey('spki', new Uint8Array(spki), ALGORITHM, true, ['verify'])
      const cluster_id = (wish.cluster_id ?? 'main') as ClusterId
      return await sign(`CN=${node_id}`, key, wish, [
        new SubjectAlternativeNameExtension([
          { type: 'url', value: nodeUri(node_id) },
          { type: 'url', value: clusterUri(cluster_id) },
        ]),
      ])
    },
  }
}
