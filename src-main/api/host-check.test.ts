import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HostPolicy, isSameOrigin } from './host-check.ts'

const policy = new HostPolicy(() => ['Origin.Example.com', 'fd00::1'])

test('an address cannot be rebound, so every one may be used', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.ipV4(),
        fc.ipV6().map((address) => `[${address}]`),
      ),
      fc.option(fc.nat(65_535)),
      (host, port) => {
        expect(policy.allows(port === null ? host : `${host}:${port}`)).toBe(true)
      },
    ),
  )
})

test('no name is allowed but localhost and those that are configured', () => {
  fc.assert(
    fc.property(fc.domain(), (host) => {
      expect(policy.allows(host)).toBe(host.endsWith('.localhost') || host === 'origin.example.com')
    }),
  )
  for (const host of ['origin.example.com', 'ORIGIN.EXAMPLE.COM:8090', 'localhost', 'a.localhost:1']) {
    expect(policy.allows(host)).toBe(true)
  }
})

test('whatever a Host or an Origin holds, it is judged without failing', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), fc.string({ maxLength: 300 }), (host, origin) => {
      policy.allows(host)
      isSameOrigin({ headers: { host, origin } })
    }),
  )
})

test('a page of the same name and port is the same origin, whatever ended TLS in front', () => {
  const same = (origin: string | undefined, host: string) =>
    isSameOrigin({ headers: { host, ...(origin ? { origin } : {}) } })
  expect(same('http://127.0.0.1:8090', '127.0.0.1:8090')).toBe(true)
  expect(same('https://origin.example.com', 'origin.example.com')).toBe(true)
  expect(same('https://origin.example.com', 'origin.example.com:443')).toBe(true)
  expect(same('http://localhost:3000', 'localhost:8090')).toBe(false)
  expect(same('http://origin.example.com', 'origin.example.com.evil.com')).toBe(false)
  expect(same('null', 'localhost:8090')).toBe(false)
  expect(same(undefined, 'localhost:8090')).toBe(true)
})
