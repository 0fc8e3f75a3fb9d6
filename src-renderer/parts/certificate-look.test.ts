import { describe, expect, test } from 'vitest'
import type { CertificateState, Certificates } from '#contract/certificates.ts'
import { certificateLook, certificateWarning } from './certificate-look.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const ending = (in_days: number, facts: Partial<CertificateState> = {}): CertificateState => ({
  source: 'files',
  shown_by: 'origin',
  certificate: {
    ...{
      names: ['origin.example.com'],
      issuer: 'Example CA',
      fingerprint: '0'.repeat(64),
      key_pin: '',
      publicly_trusted: true,
    },
    valid_from: '2026-09-01T00:00:00Z',
    valid_until: new Date(now + in_days * 86_400_000).toISOString(),
  },
  problem: null,
  next_try_at: null,
  ...facts,
})
const all = (...items: CertificateState[]): Certificates => ({ mode: 'files', http: 'redirect', items })

describe('a certificate', () => {
  test('is told by what is left of its time', () => {
    const looks = [ending(60), ending(10), ending(-1), ending(60, { certificate: null })]
    expect(looks.map((state) => certificateLook(state, now).word)).toEqual([
      'valid',
      'ends in 10d',
      'ended',
      'none yet',
    ])
  })

  test('is warned of where somebody has to do something', () => {
    expect(certificateWarning(all(ending(60)), now)).toBeNull()
    expect(certificateWarning(all(ending(10)), now)).toMatchObject({
      tone: 'warn',
      title: expect.stringContaining('10d'),
    })
    expect(certificateWarning(all(ending(60, { problem: 'The key is of another certificate.' })), now)).toMatchObject({
      tone: 'warn',
      text: 'The key is of another certificate.',
    })
    expect(certificateWarning(all(ending(10), ending(-1)), now)).toMatchObject({ tone: 'bad' })
    // The own authority renews its short ones by itself.
    expect(certificateWarning(all(ending(3, { source: 'own' })), now)).toBeNull()
  })
})
