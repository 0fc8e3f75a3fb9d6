import { isVouchedFor } from './pinned-authority.ts'
import type { OriginChoice } from './preferences.ts'

/** A certificate as Electron hands it over: PEM, and the next one of the chain. */
export interface ShownCertificate {
  readonly data: string
  readonly issuerCert?: ShownCertificate | undefined
}

/** What Chromium is answered: take it, refuse it, or judge yourself. */
export const verdicts = { take: 0, refuse: -2, as_chromium: -3 } as const
export type Verdict = (typeof verdicts)[keyof typeof verdicts]

const MAX_CHAIN = 10

/**
 * Judges a certificate that a server shows to the window. Where the user has pinned an authority, its origin must come from
 * that one whatever the system trusts, and nodes may; everything else is Chromium's to judge.
 * @param hostname of the server @param now ms since 1970
 */
export function judgeCertificate(
  hostname: string,
  certificate: ShownCertificate,
  choice: OriginChoice,
  now: number,
): Verdict {
  if (choice.kind === 'local' || choice.authority_pem === null) return verdicts.as_chromium
  const host = bare(hostname)
  if (isVouchedFor(chainOf(certificate), host, choice.authority_pem, now)) return verdicts.take
  return host === bare(new URL(choice.url).hostname) ? verdicts.refuse : verdicts.as_chromium
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase()
}

function chainOf(certificate: ShownCertificate): string[] {
  const chain: string[] = []
  let current: ShownCertificate | undefined = certificate
  // The last one of a chain may name itself.
  while (current !== undefined && chain.length < MAX_CHAIN && !chain.includes(current.data)) {
    chain.push(current.data)
    current = current.issuerCert
  }
  return chain
}
