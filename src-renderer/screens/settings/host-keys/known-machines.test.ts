import { expect, test } from 'vitest'
import type { KnownHostKey } from '#contract/host-key.ts'
import { addressOf, byMachine, fingerprintIn, hostKeyKinds, kindIn } from './known-machines.ts'

const FINGERPRINT = `SHA256:${'aB3+/'.repeat(8)}xyz`

const key = (host: string, port: number, algorithm: string): KnownHostKey => ({
  ...{ host, port, algorithm, fingerprint: FINGERPRINT, node_id: null },
  ...{ confirmed_at: '2026-11-26T14:44:56.971Z', confirmed_by: 'operator:owner' },
})

test('keys of one address are one machine, those of another port another one', () => {
  const keys = [
    key('a', 22, 'ssh-ed25519'),
    key('a', 22, 'ssh-rsa'),
    key('a', 2222, 'ssh-rsa'),
    key('b', 22, 'ssh-rsa'),
  ]
  expect(byMachine(keys).map(({ host, port, keys: of_machine }) => [host, port, of_machine.length])).toEqual([
    ['a', 22, 2],
    ['a', 2222, 1],
    ['b', 22, 1],
  ])
})

test('addresses are written as people type them', () => {
  expect(addressOf({ host: 'fd00::7', port: 22 })).toBe('fd00::7')
  expect(addressOf({ host: 'fd00::7', port: 2222 })).toBe('[fd00::7]:2222')
  expect(addressOf({ host: '10.0.0.1', port: 2222 })).toBe('10.0.0.1:2222')
})

test('a fingerprint is found alone, padded, and in the line of ssh-keygen, which names its kind', () => {
  const line = `256 ${FINGERPRINT} root@edge (ED25519)`
  expect([FINGERPRINT, `${FINGERPRINT}=`, line, ` ${FINGERPRINT}\n`].map(fingerprintIn)).toEqual(
    new Array(4).fill(FINGERPRINT),
  )
  const none = ['', 'SHA256:short', `${FINGERPRINT}x`, 'MD5:aa:bb', `${line}\n${line}`]
  expect(none.map(fingerprintIn)).toEqual(new Array(5).fill(null))
  const lines = [line, '3072 x me (RSA)', '256 x me (ECDSA)', '521 x me (ECDSA)', FINGERPRINT]
  expect(lines.map(kindIn)).toEqual(['ssh-ed25519', 'ssh-rsa', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp521', null])
  expect(hostKeyKinds).toHaveLength(5)
})
