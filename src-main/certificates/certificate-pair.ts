import { createHash, X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import type { ShownCertificate } from '#contract/certificates.ts'

/** A certificate, with those that lead from it to its authority behind it, and its key; both as PEM. */
export interface CertificatePair {
  readonly certificate_pem: string
  readonly key_pem: string
}

/** What there is to say about a certificate. */
export function describeCertificate(
  pair: CertificatePair,
  roots: readonly string[] = rootCertificates,
): ShownCertificate {
  const leaf = new X509Certificate(pair.certificate_pem)
  return {
    names: namesOf(leaf),
    issuer: lastOf(leaf.issuer),
    valid_from: new Date(leaf.validFrom).toISOString(),
    valid_until: new Date(leaf.validTo).toISOString(),
    fingerprint: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
    key_pin: createHash('sha256')
      .update(leaf.publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64'),
    publicly_trusted: leadsToRoot(pair.certificate_pem, roots),
  }
}

/** DNS names and IP addresses of the subject's alternative names (RFC 5280 4.2.1.6). */
function namesOf({ subjectAltName }: X509Certificate): string[] {
  return (subjectAltName ?? '')
    .split(', ')
    .map((name) => /^(?:DNS|IP Address):(.+)$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
}

/** `CN=Some CA` of a distinguished name in lines; all of it where there is no such line. */
function lastOf(name: string): string {
  return /^CN=(.+)$/m.exec(name)?.[1] ?? name.replaceAll('\n', ', ')
}

/** A chain is at most so long. */
const MAX_CHAIN = 8

/** Whether a chain of certificates ends at one of the roots, by its signatures. */
function leadsToRoot(chain_pem: string, roots: readonly string[]): boolean {
  const chain = certificatesIn(chain_pem)
  let at = chain[0]
  for (let step = 0; at !== undefined && step < MAX_CHAIN; step++) {
    const signed: X509Certificate = at
    const isSigner = (other: X509Certificate) => signed.checkIssued(other) && signed.verify(other.publicKey)
    if (parsedRoots(roots).some((root) => root.fingerprint256 === signed.fingerprint256 || isSigner(root))) return true
    at = chain.find((other) => other !== signed && isSigner(other))
  }
  return false
}

function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return blocks.slice(0, MAX_CHAIN).map((block) => new X509Certificate(block))
}

const parsed = new WeakMap<readonly string[], X509Certificate[]>()

function parsedRoots(roots: readonly string[]): X509Certificate[] {
  const known = parsed.get(roots) ?? roots.map((pem) => new X509Certificate(pem))
  parsed.set(roots, known)
  return known
}
