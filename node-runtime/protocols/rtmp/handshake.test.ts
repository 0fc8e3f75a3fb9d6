import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HANDSHAKE_BYTES, plainClientHello, ServerHandshake } from './handshake.ts'
import { RtmpError } from './wire.ts'

describe('the handshake', () => {
  test('answers once, after C1, with an echo of it, in pieces of any size, and takes nothing that comes behind C2', () => {
    const hello = plainClientHello()
    const all = Buffer.concat([hello, Buffer.alloc(HANDSHAKE_BYTES, 7), Buffer.from('next')])
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 }), (size) => {
        const handshake = new ServerHandshake()
        const answers: Buffer[] = []
        let taken = 0
        while (!handshake.done)
          taken += handshake.push(all.subarray(taken, taken + size), (bytes) => answers.push(bytes))
        expect(taken).toBe(1 + 2 * HANDSHAKE_BYTES)
        expect(answers).toHaveLength(1)
        expect(answers[0]?.[0]).toBe(3)
        expect(answers[0]?.subarray(1 + HANDSHAKE_BYTES).equals(hello.subarray(1))).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  test('is refused at the first byte when that is not the version of RTMP', () => {
    const handshake = new ServerHandshake()
    expect(() => handshake.push(Buffer.from('GET / HTTP/1.1'), () => undefined)).toThrow(RtmpError)
  })
})
