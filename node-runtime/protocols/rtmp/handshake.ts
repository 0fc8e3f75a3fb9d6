import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { RtmpError } from './wire.ts'

/** Bytes of C1, C2, S1 and S2 (RTMP 1.0, 5.2). */
export const HANDSHAKE_BYTES = 1536
/** C0 and S0 (RTMP 1.0, 5.2.2). */
export const VERSION = 3
const DIGEST_BYTES = 32

/** Keys of the digest handshake that Flash brought and some clients still ask for; public knowledge for long, and no secret. */
const TAIL = Buffer.from('f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae', 'hex')
const SERVER_WORDS = Buffer.from('Genuine Adobe Flash Media Server 001')
const CLIENT_WORDS = Buffer.from('Genuine Adobe Flash Player 001')
const SERVER_KEY = Buffer.concat([SERVER_WORDS, TAIL])
const CLIENT_KEY = Buffer.concat([CLIENT_WORDS, TAIL])
/** What this program says it is as a client: Flash Player 10.1. A version of 0 would ask for the plain handshake. */
const CLIENT_VERSION = 0x80000702

/** Where a digest may stand: the four bytes at `base` sum up to its place within 728 bytes, four bytes behind them. */
const DIGEST_BASES = [8, 772] as const

/** The server's side of the handshake: takes C0, C1 and C2 in any pieces, answers S0, S1 and S2 once. */
export class ServerHandshake {
  readonly #c0c1 = Buffer.alloc(1 + HANDSHAKE_BYTES)
  #received = 0

  get done(): boolean {
    return this.#received === 1 + 2 * HANDSHAKE_BYTES
  }

  /**
   * Takes what belongs to the handshake; returns how many bytes that were.
   * @param reply called once, with S0, S1 and S2
   * @throws {RtmpError} the first byte is not RTMP's version
   */
  push(bytes: Buffer, reply: (answer: Buffer) => void): number {
    const taken = Math.min(bytes.length, 1 + 2 * HANDSHAKE_BYTES - this.#received)
    const before = this.#received
    if (before < this.#c0c1.length) bytes.copy(this.#c0c1, before, 0, taken)
    this.#received += taken
    if (before === 0 && taken > 0 && this.#c0c1[0] !== VERSION) {
      throw new RtmpError('this is no RTMP: it does not begin with its version 3')
    }
    if (before < this.#c0c1.length && this.#received >= this.#c0c1.length)
      reply(answerHandshake(this.#c0c1.subarray(1)))
    return taken
  }
}

/** S0, S1 and S2 for a C1: with digests where the client shows one, else an echo. */
export function answerHandshake(c1: Buffer): Buffer {
  const s1 = randomBytes(HANDSHAKE_BYTES)
  s1.writeUInt32BE(0, 0)
  // A version below 3 tells clients that this side speaks the plain handshake.
  s1.writeUInt32BE(0, 4)
  const digest = c1.readUInt32BE(4) === 0 ? null : findDigest(c1, CLIENT_WORDS)
  if (!digest) return Buffer.concat([Buffer.from([VERSION]), s1, c1])
  s1.writeUInt32BE(0x04050001, 4)
  const at = digestPlace(s1, digest.base)
  digestAround(s1, at, SERVER_WORDS).copy(s1, at)
  return Buffer.concat([Buffer.from([VERSION]), s1, signed(SERVER_KEY, digest.value)])
}

/** C0 and C1 of a client that asks for the plain handshake. */
export function plainClientHello(): Buffer {
  const hello = randomBytes(1 + HANDSHAKE_BYTES)
  hello[0] = VERSION
  hello.fill(0, 1, 9)
  return hello
}

/**
 * The client's side of the handshake: shows a digest, which some servers ask for, and goes on plainly with a server that shows none.
 * Takes S0, S1 and S2 in any pieces.
 */
export class ClientHandshake {
  /** C0 and C1. */
  readonly hello: Buffer
  readonly #answer = Buffer.alloc(1 + 2 * HANDSHAKE_BYTES)
  #received = 0

  /** @param base where the digest stands: either of the two schemas */
  constructor(base: (typeof DIGEST_BASES)[number] = DIGEST_BASES[0]) {
    this.hello = plainClientHello()
    this.hello.writeUInt32BE(CLIENT_VERSION, 5)
    const c1 = this.hello.subarray(1)
    const at = digestPlace(c1, base)
    digestAround(c1, at, CLIENT_WORDS).copy(c1, at)
  }

  get done(): boolean {
    return this.#received === this.#answer.length
  }

  /**
   * Takes what belongs to the handshake; returns how many bytes that were.
   * @param reply called once, with C2, as soon as S1 is there
   * @throws {RtmpError} the first byte is not RTMP's version
   */
  push(bytes: Buffer, reply: (answer: Buffer) => void): number {
    const before = this.#received
    const taken = bytes.copy(this.#answer, before, 0, this.#answer.length - before)
    this.#received += taken
    if (before === 0 && taken > 0 && this.#answer[0] !== VERSION)
      throw new RtmpError('it does not begin with its version 3')
    const s1_end = 1 + HANDSHAKE_BYTES
    if (before < s1_end && this.#received >= s1_end) reply(answerOfClient(this.#answer.subarray(1, s1_end)))
    return taken
  }
}

/** C2 for an S1: signed where it has a digest, else its echo. */
function answerOfClient(s1: Buffer): Buffer {
  const digest = findDigest(s1, SERVER_WORDS)
  return digest ? signed(CLIENT_KEY, digest.value) : Buffer.from(s1)
}

/** C2 or S2 of the digest handshake: random bytes, and a digest of them by the other side's digest. */
function signed(key: Buffer, other_digest: Buffer): Buffer {
  const answer = randomBytes(HANDSHAKE_BYTES)
  const by = hmac(key, other_digest)
  hmac(by, answer.subarray(0, -DIGEST_BYTES)).copy(answer, HANDSHAKE_BYTES - DIGEST_BYTES)
  return answer
}

function findDigest(packet: Buffer, key: Buffer): { base: number; value: Buffer } | null {
  for (const base of DIGEST_BASES) {
    const at = digestPlace(packet, base)
    const value = packet.subarray(at, at + DIGEST_BYTES)
    if (timingSafeEqual(value, digestAround(packet, at, key))) return { base, value }
  }
  return null
}

function digestPlace(packet: Buffer, base: number): number {
  let sum = 0
  for (let index = 0; index < 4; index++) sum += packet.readUInt8(base + index)
  return (sum % 728) + base + 4
}

function digestAround(packet: Buffer, at: number, key: Buffer): Buffer {
  return createHmac('sha256', key)
    .update(packet.subarray(0, at))
    .update(packet.subarray(at + DIGEST_BYTES))
    .digest()
}

const hmac = (key: Buffer, bytes: Buffer) => createHmac('sha256', key).update(bytes).digest()
