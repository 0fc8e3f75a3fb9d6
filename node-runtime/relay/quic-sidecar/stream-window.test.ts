import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RELAY_QUIC_WINDOW_BYTES } from '#contract/relay-protocol.ts'
import { ReceiveWindow, SendWindow } from './stream-window.ts'

describe('the window of a stream', () => {
  test('never holds more on the way than its size, and never stands still while the puller reads', () => {
    const step = fc.record({ offered: fc.nat(RELAY_QUIC_WINDOW_BYTES), read: fc.nat(RELAY_QUIC_WINDOW_BYTES) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const send = new SendWindow()
        const receive = new ReceiveWindow()
        let unread = 0
        const readSome = (bytes: number) => {
          const read = Math.min(bytes, unread)
          unread -= read
          receive.handedOn(read)
          const due = receive.due
          if (due === null) return
          receive.tell(due)
          send.told(due)
        }
        for (const { offered, read } of steps) {
          const sent = Math.min(offered, send.left)
          send.spend(sent)
          receive.arrived(sent)
          unread += sent
          expect(unread).toBeLessThanOrEqual(RELAY_QUIC_WINDOW_BYTES)
          readSome(read)
        }
        readSome(unread)
        expect(send.left).toBeGreaterThan(0)
      }),
    )
  })

  test('is waited for when it is full, and opens with the word of the puller', async () => {
    const send = new SendWindow()
    send.spend(RELAY_QUIC_WINDOW_BYTES)
    let open = false
    const opened = send.opened().then(() => {
      open = true
    })
    await Promise.resolve()
    expect(open).toBe(false)
    send.told(1_000)
    await opened
    expect(send.left).toBe(1_000)
  })

  test('lets whoever waits go when the stream is closed', async () => {
    const send = new SendWindow()
    send.spend(RELAY_QUIC_WINDOW_BYTES)
    const opened = send.opened()
    send.close()
    await opened
    expect(send.left).toBe(0)
  })

  test('takes no word that cannot be true, and no more than it allowed', () => {
    const send = new SendWindow()
    send.spend(1_000)
    expect(() => send.told(1_001)).toThrow('1001 bytes of 1000')
    send.told(500)
    expect(() => send.told(499)).toThrow()
    const receive = new ReceiveWindow()
    receive.arrived(RELAY_QUIC_WINDOW_BYTES)
    expect(() => receive.arrived(1)).toThrow('more than its window')
  })
})
