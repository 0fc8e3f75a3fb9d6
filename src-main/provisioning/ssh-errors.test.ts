import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeSshFailure, PhaseTimeout, type SshAttempt, SshError, sshErrorReferences } from './ssh-errors.ts'

const attempt = (differences: Partial<SshAttempt>): SshAttempt => ({
  host: '203.0.113.5',
  port: 22,
  user: 'ubuntu',
  phase: 'connect',
  deadline_ms: 10_000,
  first_line: null,
  methods_accepted: null,
  tried: [],
  partial: false,
  via: null,
  code_wanted: false,
  public_key_line: null,
  ...differences,
})
const raw = (message: string, more: Record<string, unknown> = {}) => Object.assign(new Error(message), more)
const refusedLogin = raw('All configured authentication methods failed', { level: 'client-authentication' })

describe('what a person reads when SSH fails', () => {
  it.each([
    [raw('connect', { code: 'ECONNREFUSED' }), 'ssh_refused', 'Nothing answers on port 22 of 203.0.113.5.'],
    [new PhaseTimeout(), 'ssh_timed_out', 'No answer from port 22 of 203.0.113.5 in 10 s.'],
    [
      raw('getaddrinfo', { code: 'ENOTFOUND' }),
      'ssh_name_not_found',
      'The name 203.0.113.5 does not resolve from this computer.',
    ],
    [raw('no route', { code: 'EHOSTUNREACH' }), 'ssh_unreachable', undefined],
    [
      new AggregateError(
        [raw('connect', { code: 'ECONNREFUSED' }), raw('connect', { code: 'ENETUNREACH' })],
        'both failed',
      ),
      'ssh_refused',
      undefined,
    ],
  ])('before there is a connection: %s is %s', (error, code, message) => {
    const described = describeSshFailure(error, attempt({}))
    expect(described.code).toBe(code)
    if (message !== undefined) expect(described.message).toBe(message)
  })

  it.each([
    [raw('Handshake failed: no matching key exchange algorithm'), 'SSH-1.99-old', 'ssh_no_common_algorithm'],
    [raw('Connection lost before handshake'), 'HTTP/1.1 400', 'ssh_not_ssh'],
    [raw('Connection lost before handshake'), null, 'ssh_hung_up'],
    [raw('read', { code: 'ECONNRESET' }), 'SSH-2.0-OpenSSH', 'ssh_hung_up'],
    [new PhaseTimeout(), null, 'ssh_not_ssh'],
    [new PhaseTimeout(), 'SSH-2.0-OpenSSH', 'ssh_timed_out'],
  ])('while keys are exchanged: %s after the line %s is %s', (error, first_line, code) => {
    expect(describeSshFailure(error, attempt({ phase: 'handshake', first_line })).code).toBe(code)
  })

  it('names the key and the methods when the server says no', () => {
    const described = describeSshFailure(
      refusedLogin,
      attempt({
        phase: 'login',
        tried: ['key studio-ed25519'],
        methods_accepted: ['publickey'],
        public_key_line: 'ssh-ed25519 AAAA studio-ed25519',
      }),
    )
    expect(described.message).toBe(
      'The server said no to user ubuntu with key studio-ed25519. Methods it accepts: publickey.',
    )
    expect(described.hint).toBe(
      'To let this key in, add this line to ~ubuntu/.ssh/authorized_keys on the box: ssh-ed25519 AAAA studio-ed25519',
    )
  })

  it('asks for the second proof when one was right', () => {
    const described = describeSshFailure(
      refusedLogin,
      attempt({ phase: 'login', tried: ['key a'], methods_accepted: ['password'], partial: true }),
    )
    expect(described.code).toBe('ssh_auth_incomplete')
    expect(described.message).toBe('The server accepted key a of user ubuntu, and wants one more: password.')
  })

  it('takes a disconnection for too many attempts as a refusal', () => {
    const error = raw('Too many authentication failures', { code: 2 })
    expect(describeSshFailure(error, attempt({ phase: 'login' })).code).toBe('ssh_auth_refused')
  })

  it('says that a connection broke off once it was there', () => {
    for (const error of [raw('Keepalive timeout', { level: 'client-timeout' }), raw('Not connected')]) {
      expect(describeSshFailure(error, attempt({ phase: 'session' })).code).toBe('ssh_connection_lost')
    }
  })

  it('never puts the library’s text first, and keeps it under details', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('connect', 'handshake', 'login', 'session'),
        fc.string({ minLength: 12 }).map((text) => `library: ${text}`),
        fc.option(fc.string()),
        (phase, text, first_line) => {
          const described = describeSshFailure(raw(text), attempt({ phase, first_line }))
          expect(described).toBeInstanceOf(SshError)
          expect(described.message).not.toContain(text)
          expect(described.hint).not.toBeNull()
          expect(described.details).toMatchObject({ raw: text, reference: sshErrorReferences[described.code] })
        },
      ),
    )
  })

  it('gives every failure a number of its own', () => {
    const numbers = Object.values(sshErrorReferences)
    expect(new Set(numbers).size).toBe(numbers.length)
    for (const number of numbers) expect(number).toMatch(/^HW-SSH-\d{3}$/)
  })
})
