/** Just enough of RTMP 1.0 and AMF 0 to say, byte by byte, what no well-behaved client says. */

const HANDSHAKE_BYTES = 1536
const DEFAULT_CHUNK_BYTES = 128

/** C0 and C1 of a plain handshake (RTMP 1.0, 5.2). */
export function clientHello(version = 3): Buffer {
  const c1 = Buffer.alloc(HANDSHAKE_BYTES, 0x5a)
  c1.writeUInt32BE(0, 0)
  c1.writeUInt32BE(0, 4)
  return Buffer.concat([Buffer.from([version]), c1])
}

/** C2; the server has no use for what is in it. */
export function clientAnswer(): Buffer {
  return Buffer.alloc(HANDSHAKE_BYTES, 0x5a)
}

export const SERVER_HELLO_BYTES = 1 + 2 * HANDSHAKE_BYTES

export type AmfValue = string | number | boolean | null | { readonly [field: string]: AmfValue }

/** AMF 0 (version 0 of the Action Message Format, 2.2 to 2.13). */
export function amf(...values: readonly AmfValue[]): Buffer {
  return Buffer.concat(values.map(amfValue))
}

function amfText(text: string): Buffer {
  const bytes = Buffer.from(text)
  const size = Buffer.alloc(2)
  size.writeUInt16BE(bytes.length)
  return Buffer.concat([size, bytes])
}

function amfValue(value: AmfValue): Buffer {
  if (value === null) return Buffer.from([5])
  if (typeof value === 'boolean') return Buffer.from([1, value ? 1 : 0])
  if (typeof value === 'string') return Buffer.concat([Buffer.from([2]), amfText(value)])
  if (typeof value === 'number') {
    const number = Buffer.alloc(9)
    number.writeDoubleBE(value, 1)
    return number
  }
  const fields = Object.entries(value).map(([name, field]) => Buffer.concat([amfText(name), amfValue(field)]))
  return Buffer.concat([Buffer.from([3]), ...fields, Buffer.from([0, 0, 9])])
}

/** Fields of one message; `claimed_bytes` is what its header says where that is not the truth. */
export interface RtmpMessage {
  readonly type: number
  readonly payload: Buffer
  readonly stream_id?: number
  readonly timestamp_ms?: number
  readonly chunk_stream?: number
  readonly claimed_bytes?: number
}

/** One message in chunks of 128 bytes (RTMP 1.0, 5.3.1): a full header, then headers of type 3. */
export function message({ type, payload, ...rest }: RtmpMessage, chunk_bytes = DEFAULT_CHUNK_BYTES): Buffer {
  const { stream_id = 0, timestamp_ms = 0, chunk_stream = 3, claimed_bytes = payload.length } = rest
  const header = Buffer.alloc(12)
  header[0] = chunk_stream
  header.writeUIntBE(timestamp_ms, 1, 3)
  header.writeUIntBE(claimed_bytes, 4, 3)
  header[7] = type
  header.writeUInt32LE(stream_id, 8)
  const parts: Buffer[] = [header, payload.subarray(0, chunk_bytes)]
  for (let at = chunk_bytes; at < payload.length; at += chunk_bytes) {
    parts.push(Buffer.from([0xc0 | chunk_stream]), payload.subarray(at, at + chunk_bytes))
  }
  return Buffer.concat(parts)
}

/** A command in AMF 0 (message type 20). */
export function command(name: string, transaction: number, ...values: readonly AmfValue[]): Buffer {
  return message({ type: 20, payload: amf(name, transaction, ...values) })
}

/** A four-byte protocol control message (types 1 to 5). */
export function control(type: number, value: number): Buffer {
  const payload = Buffer.alloc(4)
  payload.writeUInt32BE(value >>> 0)
  return message({ type, payload, chunk_stream: 2 })
}

/** The `connect` command to an application. @param caps_ex what the client can of enhanced RTMP 2 (CapsExMask) */
export function connectCommand(app: string, caps_ex = 0): Buffer {
  const enhanced = caps_ex === 0 ? {} : { capsEx: caps_ex }
  return command('connect', 1, {
    ...{ app, type: 'nonprivate', flashVer: 'test', tcUrl: `rtmp://127.0.0.1/${app}` },
    ...enhanced,
  })
}

/** A command on message stream 1, such as `publish` or `play`. */
export function streamCommand(name: string, transaction: number, ...values: readonly AmfValue[]): Buffer {
  return message({ type: 20, payload: amf(name, transaction, null, ...values), stream_id: 1, chunk_stream: 4 })
}
