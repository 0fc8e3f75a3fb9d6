import { type ClientHelloReading, readClientHello } from '../../../node-runtime/protocols/tls/client-hello.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectSame, expectTrue, inPieces } from '../pieces.ts'

const MOST_NAME_BYTES = 255

/** Whether a reading of more bytes may follow that of fewer: only an unfinished one may change. */
function expectSteady(before: ClientHelloReading, after: ClientHelloReading): void {
  if (before.kind === 'incomplete') return
  expectTrue(`what was ${before.kind} is ${after.kind} with more bytes`, after.kind === before.kind)
  if (before.kind === 'whole') expectSame('with more bytes', after, before)
}

/** The first message of a TLS connection, by which relays are told from browsers. */
export const clientHello: FuzzTarget = {
  name: 'client-hello',
  covers: ['/tls/client-hello.ts'],
  max_bytes: 4_096,
  dictionary: [
    Buffer.from([0x16, 3, 1]),
    Buffer.from([0x16, 3, 3, 0, 1]),
    Buffer.from([1, 0, 0]),
    Buffer.from([0, 16]),
    Buffer.from([0, 16, 0, 5, 0, 3, 2, 0x68, 0x32]),
    Buffer.from('headwater-relay/1'),
    Buffer.from('http/1.1'),
  ],
  seeds: [Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0])],
  check(input) {
    let so_far: ClientHelloReading = { kind: 'incomplete' }
    let bytes = 0
    for (const piece of inPieces(input)) {
      bytes += piece.length
      const reading = readClientHello(input.subarray(0, bytes))
      expectSteady(so_far, reading)
      so_far = reading
    }
    const whole = readClientHello(input)
    expectSame('in pieces', so_far, input.length === 0 ? { kind: 'incomplete' } : whole)
    if (whole.kind === 'malformed') return whole.reason.replaceAll(/\d+/g, '#')
    if (whole.kind === 'incomplete') return 'incomplete'
    const { alpn } = whole.hello
    expectTrue(
      'a name of a protocol fits its length',
      alpn.every((name) => name.length <= MOST_NAME_BYTES),
    )
    return `whole ${Math.min(alpn.length, 3)}`
  },
}
