import { describe, expect, test } from 'vitest'
import { PeerPing } from './peer-ping.ts'

/** Asks every 5 s from `from` to `to`; what came of it, without the waits. */
function ask(ping: PeerPing, from: number, to: number): string[] {
  const verdicts: string[] = []
  for (let now = from; now <= to; now += 5_000) {
    const { kind } = ping.next(now)
    if (kind !== 'wait') verdicts.push(`${kind} ${now}`)
  }
  return verdicts
}

describe('the pings of a connection', () => {
  test('measure the round trip by the answer to the newest, and by no other', () => {
    const ping = new PeerPing(0)
    expect(ping.next(1_000)).toEqual({ kind: 'ping', value: 1_000 })
    expect(ping.answered(7, 1_010)).toBeNull()
    expect(ping.answered(1_000, 1_042)).toBe(42)
    expect(ping.answered(1_000, 1_050)).toBeNull()
    expect(ping.rtt_ms).toBe(42)
  })

  test('go on to a peer that answers none, now and then, and never call it dead', () => {
    expect(ask(new PeerPing(0), 0, 100_000)).toEqual([
      'ping 0',
      'ping 20000',
      'ping 40000',
      'ping 60000',
      'ping 80000',
      'ping 100000',
    ])
  })

  test('call a peer dead that answered once and then said nothing at all for a minute', () => {
    const ping = new PeerPing(0)
    ping.next(0)
    ping.heard(10)
    ping.answered(0, 10)
    expect(ask(ping, 5_000, 65_000)).toEqual(['ping 5000', 'ping 25000', 'ping 45000', 'dead 65000'])
  })

  test('leave a peer alone that sends something, even if it answers no ping any more', () => {
    const ping = new PeerPing(0)
    ping.next(0)
    ping.answered(0, 10)
    for (let now = 5_000; now < 300_000; now += 5_000) {
      ping.heard(now)
      expect(ping.next(now).kind).not.toBe('dead')
    }
  })
})
