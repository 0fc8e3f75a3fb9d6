import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { ShownCertificates } from '../certificates/shown-certificates.ts'
import { PlainHttp } from './plain-http.ts'

const certificates = { any: true } as ShownCertificates
const from = (remoteAddress: string, headers: IncomingMessage['headers'] = {}) =>
  ({ headers, socket: { remoteAddress } }) as unknown as IncomingMessage

describe('a request without TLS', () => {
  const redirecting = new PlainHttp({ certificates, rule: 'redirect', hsts_ms: 0 })

  test.each([
    ['of this machine', from('127.0.0.1')],
    ['of this machine by IPv6', from('::1')],
    ['of this machine by IPv4 in IPv6', from('::ffff:127.0.0.1')],
    ['of a proxy that ended TLS', from('10.0.0.7', { 'x-forwarded-proto': 'https' })],
    ['of a proxy that says so by RFC 7239', from('10.0.0.7', { forwarded: 'for=192.0.2.1;proto=https' })],
  ])('is taken: %s', (_whose, request) => {
    expect(redirecting.isUnwanted(request)).toBe(false)
  })

  test('is unwanted of other machines, while there is a certificate and unless all are let in', () => {
    const request = from('10.0.0.7')
    expect(redirecting.isUnwanted(request)).toBe(true)
    expect(redirecting.isUnwanted(from('10.0.0.7', { 'x-forwarded-proto': 'http' }))).toBe(true)
    expect(new PlainHttp({ certificates, rule: 'allow', hsts_ms: 0 }).isUnwanted(request)).toBe(false)
    const none = { any: false } as ShownCertificates
    expect(new PlainHttp({ certificates: none, rule: 'refuse', hsts_ms: 0 }).isUnwanted(request)).toBe(false)
  })

  test('is refused as an upgrade only where none is taken: nodes from before go on', () => {
    expect(redirecting.refusesUpgrade(from('10.0.0.7'))).toBe(false)
    expect(new PlainHttp({ certificates, rule: 'refuse', hsts_ms: 0 }).refusesUpgrade(from('10.0.0.7'))).toBe(true)
  })
})
