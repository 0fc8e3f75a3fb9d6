import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { otherHostKeyKinds, parseFingerprint, readHostKey } from './host-key.ts'
import { formatAddress, parseBoxAddress } from './ssh-address.ts'

describe('a host key', () => {
  it('is read from any bytes, and its fingerprint is one that can be confirmed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { fingerprint } = readHostKey(Buffer.from(bytes))
        expect(parseFingerprint(fingerprint)).toBe(fingerprint)
        expect(parseFingerprint(` ${fingerprint.slice('SHA256:'.length)}= `)).toBe(fingerprint)
      }),
    )
  })

  it('is asked for in the other kinds, never again in the one that was shown', () => {
    expect(otherHostKeyKinds('ssh-rsa').flat()).not.toContain('rsa-sha2-512')
    expect(otherHostKeyKinds('ssh-ed25519').flat()).not.toContain('ssh-ed25519')
  })

  it.each(['', 'SHA256:', 'MD5:aa:bb', `SHA256:${'a'.repeat(42)}`, `SHA256:${'a'.repeat(44)}`])(
    'does not take %j for a fingerprint',
    (text) => expect(() => parseFingerprint(text)).toThrow('not a SHA-256 fingerprint'),
  )
})

describe('the address of a box', () => {
  it.each([
    ['edge1', { user: null, host: 'edge1', port: null }],
    ['ops@10.0.0.5', { user: 'ops', host: '10.0.0.5', port: null }],
    ['ops@edge1:2222', { user: 'ops', host: 'edge1', port: 2222 }],
    ['ops@[fd00::5]:2222', { user: 'ops', host: 'fd00::5', port: 2222 }],
    ['ops@fd00::5', { user: 'ops', host: 'fd00::5', port: null }],
  ])('reads %s', (text, address) => expect(parseBoxAddress(text)).toEqual(address))

  it.each(['', '@', 'ops@', 'ops@-oProxyCommand=x', 'a b@c', 'ops@host:0', 'ops@host:99999', 'ops@a/b'])(
    'does not read %j',
    (text) => expect(parseBoxAddress(text)).toBeNull(),
  )

  it('reads back what it writes', () => {
    expect(parseBoxAddress(formatAddress('fd00::5', 2222))).toMatchObject({ host: 'fd00::5', port: 2222 })
    expect(formatAddress('edge1', 22)).toBe('edge1')
  })
})
