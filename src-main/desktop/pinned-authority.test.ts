import { beforeAll, describe, expect, it } from 'vitest'
import { judgeCertificate, verdicts } from './certificate-verdict.ts'
import { authorityOf, isVouchedFor, keyFingerprint } from './pinned-authority.ts'
import { type TestingCertificate, testingCertificate } from './testing-authority.ts'

const [from, until] = [new Date('2026-01-01T00:00:00Z'), new Date('2036-01-01T00:00:00Z')]
const now = Date.parse('2026-11-27T00:00:00Z')
const hosts = [
  { type: 'dns', value: 'origin.example' },
  { type: 'ip', value: '10.0.0.5' },
] as const

type Made = TestingCertificate
const authorityNamed = (name: string, by: Made | null = null, keys?: Made['keys']) =>
  testingCertificate({ name, by, is_authority: true, from, until, ...(keys === undefined ? {} : { keys }) })
const originBy = (by: Made, ends = until) =>
  testingCertificate({ name: 'origin', by, is_authority: false, from, until: ends, hosts })

let authority: Made
let leaf: Made
let stranger: Made
beforeAll(async () => {
  authority = await authorityNamed('authority')
  leaf = await originBy(authority)
  stranger = await authorityNamed('authority')
})

describe('a pinned authority', () => {
  it('vouches for what it signed, for the names in it', () => {
    const chain = [leaf.pem, authority.pem]
    expect(isVouchedFor(chain, 'origin.example', authority.pem, now)).toBe(true)
    expect(isVouchedFor([leaf.pem], '10.0.0.5', authority.pem, now)).toBe(true)
    expect(isVouchedFor(chain, 'other.example', authority.pem, now)).toBe(false)
    expect(isVouchedFor(chain, '10.0.0.6', authority.pem, now)).toBe(false)
  })

  it('does not vouch for what another one of the same name signed, nor for what is no certificate', async () => {
    const forged = await originBy(stranger)
    expect(isVouchedFor([forged.pem, stranger.pem], 'origin.example', authority.pem, now)).toBe(false)
    expect(isVouchedFor([forged.pem, authority.pem], 'origin.example', authority.pem, now)).toBe(false)
    expect(isVouchedFor([], 'origin.example', authority.pem, now)).toBe(false)
    expect(isVouchedFor(['nonsense'], 'origin.example', authority.pem, now)).toBe(false)
    expect(isVouchedFor([authority.pem], 'origin.example', authority.pem, now)).toBe(false)
  })

  it('vouches for nothing that has run out or is not valid yet', async () => {
    const short = await originBy(authority, new Date('2026-02-01T00:00:00Z'))
    expect(isVouchedFor([short.pem], 'origin.example', authority.pem, now)).toBe(false)
    expect(isVouchedFor([leaf.pem], 'origin.example', authority.pem, from.getTime() - 1)).toBe(false)
  })

  it('vouches for an authority after it that it signed itself, and for none that a mere server signed', async () => {
    const next = await authorityNamed('next')
    const cross = await authorityNamed('next', authority, next.keys)
    const renewed = await originBy(next)
    expect(isVouchedFor([renewed.pem, cross.pem, next.pem], 'origin.example', authority.pem, now)).toBe(true)
    expect(isVouchedFor([renewed.pem, next.pem], 'origin.example', authority.pem, now)).toBe(false)
    const by_server = await originBy(leaf)
    expect(isVouchedFor([by_server.pem, leaf.pem], 'origin.example', authority.pem, now)).toBe(false)
  })

  it('is found in a chain, and is known by the fingerprint of its key', async () => {
    expect(authorityOf([leaf.pem, authority.pem])).toBe(authority.pem)
    expect(authorityOf([leaf.pem])).toBeNull()
    const again = await authorityNamed('authority', null, authority.keys)
    expect(keyFingerprint(again.pem)).toBe(keyFingerprint(authority.pem))
    expect(keyFingerprint(authority.pem)).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('the window', () => {
  const url = 'https://origin.example:8090'

  it('takes a pinned origin by its authority alone, and nodes by it, too', async () => {
    const choice = { kind: 'remote', url, authority_pem: authority.pem } as const
    const forged = await originBy(stranger)
    const chain = { data: leaf.pem, issuerCert: { data: authority.pem } }
    expect(judgeCertificate('origin.example', chain, choice, now)).toBe(verdicts.take)
    expect(judgeCertificate('10.0.0.5', chain, choice, now)).toBe(verdicts.take)
    expect(judgeCertificate('origin.example', { data: forged.pem }, choice, now)).toBe(verdicts.refuse)
    expect(judgeCertificate('elsewhere.example', { data: forged.pem }, choice, now)).toBe(verdicts.as_chromium)
  })

  it('leaves it to Chromium where nothing is pinned', () => {
    for (const choice of [{ kind: 'local' } as const, { kind: 'remote', url, authority_pem: null } as const]) {
      expect(judgeCertificate('origin.example', { data: leaf.pem }, choice, now)).toBe(verdicts.as_chromium)
    }
  })
})
