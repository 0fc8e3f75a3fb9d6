import { createHash, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

/** More certificates than any chain of ours has. */
const MAX_CHAIN = 10

/** SHA-256 of the public key of a certificate, 64 hexadecimal digits: what the panel shows of an authority. */
export function keyFingerprint(pem: string): string {
  const spki = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(spki).digest('hex')
}

/**
 * Whether a certificate is good for a host by an authority that the user has compared.
 * @param chain what the server sent as PEM, its own certificate first
 * @param host name or address, of IPv6 without brackets
 * @param now ms since 1970
 */
export function isVouchedFor(chain: readonly string[], host: string, authority_pem: string, now: number): boolean {
  try {
    const [leaf, ...others] = chain.slice(0, MAX_CHAIN).map((pem) => new X509Certificate(pem))
    if (leaf === undefined || leaf.ca) return false
    const names_host = isIP(host) === 0 ? leaf.checkHost(host, { subject: 'never' }) : leaf.checkIP(host)
    if (names_host === undefined) return false
    return leadsTo(new X509Certificate(authority_pem), leaf, others, now)
  } catch {
    // What cannot be read proves nothing.
    return false
  }
}

/** Whether this certificate is signed by the authority, or by one in the chain for which that holds (an authority after a rotation). */
function leadsTo(
  authority: X509Certificate,
  certificate: X509Certificate,
  others: X509Certificate[],
  now: number,
): boolean {
  if (!isInTime(certificate, now)) return false
  if (isSignedBy(certificate, authority) && isInTime(authority, now)) return true
  return others.some(
    (other) =>
      other.ca &&
      isSignedBy(certificate, other) &&
      leadsTo(
        authority,
        other,
        others.filter((rest) => rest !== other),
        now,
      ),
  )
}

function isSignedBy(certificate: X509Certificate, by: X509Certificate): boolean {
  return certificate.checkIssued(by) && certificate.verify(by.publicKey)
}

function isInTime({ validFrom, validTo }: X509Certificate, now: number): boolean {
  return Date.parse(validFrom) <= now && now <= Date.parse(validTo)
}

/** The authority at the end of a chain: the last certificate that signed itself; null: the server sent none. */
export function authorityOf(chain: readonly string[]): string | null {
  const roots = chain.slice(0, MAX_CHAIN).filter((pem) => {
    const certificate = new X509Certificate(pem)
    return certificate.ca && isSignedBy(certificate, certificate)
  })
  // After a rotation the one that signs comes first.
  return roots[0] ?? null
}
