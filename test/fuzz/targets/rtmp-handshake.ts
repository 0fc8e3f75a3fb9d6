import { createHash, createHmac } from 'node:crypto'
import { HANDSHAKE_BYTES, ServerHandshake } from '../../../node-runtime/protocols/rtmp/handshake.ts'
import { RtmpError } from '../../../node-runtime/protocols/rtmp/wire.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectSameInPieces, expectTrue, type Parsed } from '../pieces.ts'

const CLIENT_WORDS = 'Genuine Adobe Flash Player 001'
const HELLO_BYTES = 1 + HANDSHAKE_BYTES

/** C0, C1 and C2 of a client that shows a digest at one of the two places (the complex handshake). */
function digestHello(base: 8 | 772): Buffer {
  const hello = Buffer.alloc(HELLO_BYTES + HANDSHAKE_BYTES, 0x37)
  hello[0] = 3
  hello.writeUInt32BE(0, 1)
  hello.writeUInt32BE(0x80000702, 5)
  const c1 = hello.subarray(1, HELLO_BYTES)
  const at = ([0, 1, 2, 3].reduce((sum, nth) => sum + c1.readUInt8(base + nth), 0) % 728) + base + 4
  const digest = createHmac('sha256', CLIENT_WORDS)
    .update(c1.subarray(0, at))
    .update(c1.subarray(at + 32))
    .digest()
  digest.copy(c1, at)
  return hello
}

function plainHello(): Buffer {
  const hello = Buffer.alloc(HELLO_BYTES + HANDSHAKE_BYTES, 0x5a)
  hello[0] = 3
  hello.fill(0, 1, 9)
  return hello
}

/** What was taken of the input, and what can be told of an answer whose bytes are random. */
interface Taken {
  readonly bytes: number
  readonly answers: readonly string[]
  readonly done: boolean
}

/** S0 and the version in S1; and whether S2 is C1 again, as the plain handshake has it (RTMP 1.0, 5.2.4). */
function shapeOf(answer: Buffer, c1: Buffer): string {
  expectTrue('the answer is S0, S1 and S2', answer.length === 1 + 2 * HANDSHAKE_BYTES && answer[0] === 3)
  const echo = answer.subarray(-HANDSHAKE_BYTES).equals(c1)
  const version = answer.readUInt32BE(5)
  expectTrue('either an echo and no version, or digests and one', echo === (version === 0))
  return `${version}:${echo ? createHash('sha256').update(c1).digest('hex') : 'digest'}`
}

function parse(pieces: readonly Buffer[]): Parsed<Taken> {
  const handshake = new ServerHandshake()
  const input = Buffer.concat(pieces)
  const answers: string[] = []
  let bytes = 0
  try {
    for (const piece of pieces) {
      if (handshake.done) break
      const taken = handshake.push(piece, (answer) => answers.push(shapeOf(answer, input.subarray(1, HELLO_BYTES))))
      expectTrue('no more is taken than was there', taken >= 0 && taken <= piece.length)
      bytes += taken
    }
  } catch (error) {
    if (error instanceof RtmpError) return { items: [], error }
    throw error
  }
  return { items: [{ bytes, answers, done: handshake.done }], error: null }
}

/** The server's side of the RTMP handshake, simple and complex. */
export const rtmpHandshake: FuzzTarget = {
  name: 'rtmp-handshake',
  covers: ['/rtmp/handshake.ts'],
  max_bytes: 4_000,
  dictionary: [Buffer.from([3]), Buffer.from([6]), Buffer.from([0x80, 0, 7, 2]), Buffer.alloc(8)],
  seeds: [
    plainHello(),
    digestHello(8),
    digestHello(772),
    Buffer.concat([plainHello(), Buffer.from('behind it')]),
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
  ],
  check(input) {
    const { items, error } = expectSameInPieces(input, parse)
    const [taken] = items
    if (error !== null || taken === undefined) return 'refused'
    expectTrue('the handshake takes its bytes and no others', taken.bytes <= HELLO_BYTES + HANDSHAKE_BYTES)
    expectTrue('it is answered once, when C1 is whole', taken.answers.length === (taken.bytes >= HELLO_BYTES ? 1 : 0))
    expectTrue('it is done when C2 is whole', taken.done === (taken.bytes === HELLO_BYTES + HANDSHAKE_BYTES))
    return `${taken.done} ${taken.answers.map((answer) => answer.split(':')[0])}`
  },
}
