import type { CertificateState, Certificates } from '#contract/certificates.ts'
import { formatDuration } from './format.ts'
import type { StateLook } from './node-state.ts'
import { texts } from './state-texts.ts'

const DAY_MS = 86_400_000

/** From how long before its end a certificate that somebody has to renew is told of, in ms; others renew themselves, and it is late by then. */
const SOON_MS = 14 * DAY_MS
const LATE_MS = DAY_MS

/** How a certificate's time is shown: whether it holds, ends soon, or has ended. */
export function certificateLook({ source, certificate, problem }: CertificateState, now_ms: number): StateLook {
  if (certificate === null)
    return { shape: 'ring', tone: problem === null ? 'idle' : 'bad', word: texts.certificateNone }
  const left_ms = Date.parse(certificate.valid_until) - now_ms
  if (left_ms <= 0) return { shape: 'cross', tone: 'bad', word: texts.certificateEnded }
  if (Date.parse(certificate.valid_from) > now_ms)
    return { shape: 'triangle', tone: 'warn', word: texts.certificateNotYet }
  if (left_ms < (source === 'files' ? SOON_MS : LATE_MS))
    return { shape: 'triangle', tone: 'warn', word: texts.certificateEnds(formatDuration(left_ms)) }
  return { shape: 'dot', tone: 'ok', word: texts.certificateValid }
}

/** What has to be said of the certificates over every screen; null: nothing. */
export interface CertificateWarning {
  readonly tone: 'warn' | 'bad'
  readonly title: string
  readonly text: string
  /** The text is the origin's, and so in English. */
  readonly by_origin: boolean
}

/** The worst that is wrong with a certificate; those of the own authority are renewed shortly before their end. */
export function certificateWarning({ items }: Certificates, now_ms: number): CertificateWarning | null {
  const said = items.flatMap((item): readonly CertificateWarning[] => {
    const left_ms = item.certificate === null ? null : Date.parse(item.certificate.valid_until) - now_ms
    if (left_ms !== null && left_ms <= 0) {
      const text = item.problem ?? texts.certificateEndedText
      return [{ tone: 'bad', title: texts.certificateEndedTitle, text, by_origin: item.problem !== null }]
    }
    if (item.problem !== null) {
      return [{ tone: 'warn', title: texts.certificateLateTitle, text: item.problem, by_origin: true }]
    }
    if (left_ms !== null && left_ms < SOON_MS && item.source === 'files') {
      const title = texts.certificateEndsTitle(formatDuration(left_ms))
      return [{ tone: 'warn', title, text: texts.certificateEndsText, by_origin: false }]
    }
    return []
  })
  return said.find(({ tone }) => tone === 'bad') ?? said[0] ?? null
}
