import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ClientHandshake, HANDSHAKE_BYTES, plainClientHello, ServerHandshake } from './handshake.ts'
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

  test.each([8, 772] as const)('with digests at %i is signed on both sides, in pieces of any size', (base) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 }), (size) => {
        const client = new ClientHandshake(base)
        const server = new ServerHandshake()
        const to_server = [client.hello]
        const to_client: Buffer[] = []
        const pieces = (all: Buffer[]) => {
          const bytes = Buffer.concat(all.splice(0))
          return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          )
        }
        for (let round = 0; round < 2; round++) {
          for (const piece of pieces(to_server)) server.push(piece, (answer) => to_client.push(answer))
          for (const piece of pieces(to_client)) client.push(piece, (answer) => to_server.push(answer))
        }
        for (const piece of pieces(to_server)) server.push(piece, (answer) => to_client.push(answer))
        expect([client.done, server.done]).toEqual([true, true])
      }),
      { numRuns: 20 },
    )
  })

  test('with digests is answered by one: neither side echoes the other', () => {
    const client = new ClientHandshake()
    const answers: Buffer[] = []
    new ServerHandshake().push(client.hello, (answer) => answers.push(answer))
    const [answer = Buffer.alloc(0)] = answers
    expect(answer.subarray(1 + HANDSHAKE_BYTES).equals(client.hello.subarray(1))).toBe(false)
    const replies: Buffer[] = []
    client.push(answer, (reply) => replies.push(reply))
    expect(replies[0]?.equals(answer.subarray(1, 1 + HANDSHAKE_BYTES))).toBe(false)
  })

  test('goes on plainly with a server that shows no digest', () => {
    const client = new ClientHandshake()
    const plain = Buffer.concat([Buffer.from([3]), Buffer.alloc(HANDSHAKE_BYTES, 9), client.hello.subarray(1)])
    const replies: Buffer[] = []
    expect(client.push(Buffer.concat([plain, Buffer.from('more')]), (reply) => replies.push(reply))).toBe(plain.length)
    expect(client.done).toBe(true)
    expect(replies[0]).toEqual(Buffer.alloc(HANDSHAKE_BYTES, 9))
  })
})
