import { describe, expect, it } from 'vitest'
import { ConnectionRates } from './connection-rates.ts'

const open = (rate: number, burst: number) => {
  const clock = { now_ms: 0 }
  const rates = new ConnectionRates({
    rate,
    burst,
    isExempt: (address) => address === '127.0.0.1',
    now: () => clock.now_ms,
  })
  const taken = (address: string, times: number) =>
    Array.from({ length: times }, () => rates.takes(address)).filter(Boolean).length
  return { rates, clock, taken }
}

describe('connections of an address', () => {
  it('are taken up to the burst at once, and by the rate from then on; nobody else pays for it', () => {
    const { rates, clock, taken } = open(10, 50)
    expect(taken('203.0.113.7', 60)).toBe(50)
    expect(rates.refused).toBe(10)
    clock.now_ms += 1_000
    expect(taken('203.0.113.7', 60)).toBe(10)
    expect(taken('203.0.113.8', 50)).toBe(50)
    clock.now_ms += 3_600_000
    expect(taken('203.0.113.7', 60)).toBe(50)
  })

  it('count by /64 of IPv6, and IPv4 in IPv6 as IPv4', () => {
    const { taken } = open(10, 50)
    expect(taken('2001:db8:0:1::1', 30) + taken('2001:db8:0:1:ffff::2', 30)).toBe(50)
    expect(taken('2001:db8:0:2::1', 30)).toBe(30)
    expect(taken('::ffff:203.0.113.7', 30) + taken('203.0.113.7', 30)).toBe(50)
  })

  it('are not counted where the address is exempt, or there is no rate', () => {
    expect(open(1, 1).taken('127.0.0.1', 1_000)).toBe(1_000)
    expect(open(0, 1).taken('203.0.113.7', 1_000)).toBe(1_000)
  })

  it('take no more memory than so many addresses', () => {
    const { rates, taken } = open(1, 1)
    for (let number = 0; number < 60_000; number++)
      rates.takes(`10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`)
    expect(rates.refused).toBe(0)
    // Forgotten, the first may come again; the last is remembered.
    expect(taken('10.0.0.0', 1)).toBe(1)
    expect(taken(`10.0.${59_999 >> 8}.${59_999 & 255}`, 1)).toBe(0)
  })
})
