import { createHmac, timingSafeEqual } from 'node:crypto'
import { encodeName, uint16, uint32 } from './wire.ts'

/** A key that a DNS server shares with whoever may change its zones. */
export interface TsigKey {
  readonly name: string
  readonly algorithm: TsigAlgorithm
  readonly secret: Buffer
}

/** RFC 8945 6, of which HMAC-MD5 and HMAC-SHA-1 are too weak. */
export const TSIG_ALGORITHMS = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512'] as const
export type TsigAlgorithm = (typeof TSIG_ALGORITHMS)[number]

/** A message that is signed, and what its answer is checked by. */
export interface SignedMessage {
  readonly message: Buffer
  readonly mac: Buffer
}

const HEADER_BYTES = 12
const TYPE_TSIG = 250
const CLASS_ANY = 255
/** How far clocks may be apart, in s (RFC 8945 10). */
const FUDGE_S = 300

/** Signs a request (RFC 8945 4.3.3 and 5.1). */
export function signMessage(message: Buffer, key: TsigKey, now_ms: number): SignedMessage {
  const fields = timeFields(Math.floor(now_ms / 1_000))
  const mac = digestOf(key, [message, variablesOf(key, fields, 0, Buffer.alloc(0))])
  const rdata = Buffer.concat([
    encodeName(key.algorithm),
    fields,
    uint16(mac.length),
    mac,
    message.subarray(0, 2),
    uint16(0),
    uint16(0),
  ])
  const head = Buffer.concat([
    encodeName(key.name),
    uint16(TYPE_TSIG),
    uint16(CLASS_ANY),
    uint32(0),
    uint16(rdata.length),
  ])
  const signed = Buffer.concat([message, head, rdata])
  signed.writeUInt16BE(message.readUInt16BE(10) + 1, 10)
  return { message: signed, mac }
}

/** What the signature of an answer says. */
export type TsigVerdict =
  | { readonly kind: 'good' }
  /** The server says what it holds against the request: 16 BADSIG, 17 BADKEY, 18 BADTIME (RFC 8945 5.2). */
  | { readonly kind: 'refused'; readonly error: number }
  | { readonly kind: 'bad'; readonly reason: string }

/** Checks the signature of an answer to a signed request (RFC 8945 5.3). Pure; never throws. */
export function checkAnswer(answer: Buffer, request_mac: Buffer, key: TsigKey, now_ms: number): TsigVerdict {
  try {
    return checked(answer, request_mac, key, now_ms)
  } catch (error) {
    return { kind: 'bad', reason: error instanceof Error ? error.message : String(error) }
  }
}

function checked(answer: Buffer, request_mac: Buffer, key: TsigKey, now_ms: number): TsigVerdict {
  const at = lastRecordOf(answer)
  if (at === null) return { kind: 'bad', reason: 'it is not signed' }
  let here = skipName(answer, at)
  if (answer.readUInt16BE(here) !== TYPE_TSIG) return { kind: 'bad', reason: 'it is not signed' }
  const rdata = here + 10
  here = skipName(answer, rdata)
  const fields = answer.subarray(here, here + 8)
  const size = answer.readUInt16BE(here + 8)
  const mac = answer.subarray(here + 10, here + 10 + size)
  here += 10 + size
  const error = answer.readUInt16BE(here + 2)
  const other = answer.subarray(here + 6, here + 6 + answer.readUInt16BE(here + 4))
  // Without a signature the answer still is a reason to give up, if no reason to believe anything.
  if (error !== 0) return { kind: 'refused', error }
  const message = Buffer.from(answer.subarray(0, at))
  message.writeUInt16BE(answer.readUInt16BE(10) - 1, 10)
  answer.copy(message, 0, here, here + 2)
  const expected = digestOf(key, [
    uint16(request_mac.length),
    request_mac,
    message,
    variablesOf(key, fields, error, other),
  ])
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) {
    return { kind: 'bad', reason: 'its signature is not of this key' }
  }
  const signed_s = fields.readUIntBE(0, 6)
  if (Math.abs(signed_s - now_ms / 1_000) > FUDGE_S) return { kind: 'bad', reason: 'it was signed at another time' }
  return { kind: 'good' }
}

/** Where the last record of a message begins; null where it has none. @throws {RangeError} for a message that is cut off */
function lastRecordOf(message: Buffer): number | null {
  let at = HEADER_BYTES
  for (let left = message.readUInt16BE(4); left > 0; left--) at = skipName(message, at) + 4
  const records = message.readUInt16BE(6) + message.readUInt16BE(8) + message.readUInt16BE(10)
  let last: number | null = null
  for (let left = records; left > 0; left--) {
    last = at
    const fixed = skipName(message, at)
    at = fixed + 10 + message.readUInt16BE(fixed + 8)
  }
  return last
}

/** Behind a name that may be compressed (RFC 1035 4.1.4). */
function skipName(message: Buffer, from: number): number {
  let at = from
  for (;;) {
    const length = message.readUInt8(at)
    if (length >= 0xc0) return at + 2
    if (length === 0) return at + 1
    at += 1 + length
  }
}

/** Names are in lower case where they are signed (RFC 8945 4.3.3). */
function variablesOf(key: TsigKey, fields: Buffer, error: number, other: Buffer): Buffer {
  const fixed = [encodeName(key.name), uint16(CLASS_ANY), uint32(0), encodeName(key.algorithm)]
  return Buffer.concat([...fixed, fields, uint16(error), uint16(other.length), other])
}

/** Time signed, 48 bits of seconds, and the fudge. */
function timeFields(now_s: number): Buffer {
  const fields = Buffer.alloc(8)
  fields.writeUIntBE(now_s, 0, 6)
  fields.writeUInt16BE(FUDGE_S, 6)
  return fields
}

function digestOf({ algorithm, secret }: TsigKey, parts: readonly Buffer[]): Buffer {
  const hmac = createHmac(algorithm.slice('hmac-'.length), secret)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}
