import { expect, test } from 'vitest'
import { comparison, fingerprintCommand } from './fingerprint.ts'

const SHOWN = 'SHA256:uNiVztksCsDhcc0u9e8BrvzJ0BRF0uXNR8qYz0TF3ic'

test.each([
  ['nothing', '  '],
  ['same', SHOWN],
  ['same', SHOWN.slice(7)],
  ['same', `256 ${SHOWN} root@box (ED25519)`],
  ['different', `256 ${SHOWN.replace('u', 'v')} root@box (ED25519)`],
  ['different', 'SHA256:'],
])('%s', (outcome, known) => {
  expect(comparison(SHOWN, known)).toBe(outcome)
})

test('each kind of key has a file of its own', () => {
  expect(fingerprintCommand('ssh-ed25519')).toBe('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
  expect(fingerprintCommand('ecdsa-sha2-nistp256')).toContain('ssh_host_ecdsa_key.pub')
  expect(fingerprintCommand('rsa-sha2-512')).toContain('ssh_host_rsa_key.pub')
  expect(fingerprintCommand('ssh-new')).toContain('ssh_host_*_key.pub')
})
