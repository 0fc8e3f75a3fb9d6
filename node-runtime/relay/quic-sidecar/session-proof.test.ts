import { describe, expect, test } from 'vitest'
import { fingerprintOf } from '../relay-identity.ts'
import { testIdentity } from '../relay-test-nodes.ts'
import { makeChallenge, proveIdentity, provenCertificate } from './session-proof.ts'

const [source, puller, other] = await Promise.all([testIdentity(), testIdentity(), testIdentity()])

describe('the proof of a puller', () => {
  test('names its certificate', () => {
    const challenge = makeChallenge()
    const proof = proveIdentity(challenge, source.fingerprint, puller)
    expect(fingerprintOf(provenCertificate(proof, challenge, source.fingerprint))).toBe(puller.fingerprint)
  })

  test('is worth nothing on another connection to the same source', () => {
    const proof = proveIdentity(makeChallenge(), source.fingerprint, puller)
    expect(() => provenCertificate(proof, makeChallenge(), source.fingerprint)).toThrow('signature')
  })

  test('is worth nothing at another node that a malicious source would show it to', () => {
    const challenge = makeChallenge()
    const proof = proveIdentity(challenge, source.fingerprint, puller)
    expect(() => provenCertificate(proof, challenge, other.fingerprint)).toThrow('signature')
  })

  test('is worth nothing under the certificate of another', () => {
    const challenge = makeChallenge()
    const { signature } = proveIdentity(challenge, source.fingerprint, puller)
    const { certificate } = proveIdentity(challenge, source.fingerprint, other)
    expect(() => provenCertificate({ type: 'proof', certificate, signature }, challenge, source.fingerprint)).toThrow(
      'signature',
    )
  })

  test('that holds no certificate is refused', () => {
    const proof = { type: 'proof' as const, certificate: 'AAAA', signature: 'AAAA' }
    expect(() => provenCertificate(proof, makeChallenge(), source.fingerprint)).toThrow('no certificate')
  })
})
