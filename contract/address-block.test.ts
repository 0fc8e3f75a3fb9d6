import { expect, test } from 'vitest'
import { addressBlock, shownNetwork } from './address-block.ts'

test('one client is an IPv4 address, or the /64 that an IPv6 client chooses its addresses from', () => {
  expect(addressBlock('203.0.113.77')).toBe('203.0.113.77')
  expect(addressBlock('::ffff:203.0.113.77')).toBe('203.0.113.77')
  expect(addressBlock('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
  expect(addressBlock('2001:db8::7')).toBe('2001:db8:0:0::/64')
})

test('an address is shown by its network alone', () => {
  expect(shownNetwork('203.0.113.77')).toBe('203.0.113.0/24')
  expect(shownNetwork('::ffff:203.0.113.77')).toBe('203.0.113.0/24')
  expect(shownNetwork('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1::/48')
  expect(shownNetwork('fe80::1%eth0')).toBe('fe80:0:0::/48')
})
