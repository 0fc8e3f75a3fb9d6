import { expect, test } from 'vitest'
import { readNetworks } from './networks.ts'

test('networks are read as people write them', () => {
  expect(readNetworks(' ')).toEqual({ networks: null, wrong: false })
  expect(readNetworks('10.0.0.0/8, 192.0.2.7 2001:db8::1')).toEqual({
    networks: ['10.0.0.0/8', '192.0.2.7/32', '2001:db8::1/128'],
    wrong: false,
  })
  expect(readNetworks('10.0.0.0/8, next door').wrong).toBe(true)
  expect(readNetworks('10.0.0.0/40').wrong).toBe(true)
})
