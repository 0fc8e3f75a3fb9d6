/** What is read of a ClientHello: enough to know who shall answer it. */
export interface ClientHello {
  /** Protocols offered, in the client's order (RFC 7301 3.1); empty where it offers none. */
  readonly alpn: readonly string[]
}

export type ClientHelloReading =
  | { readonly kind: 'whole'; readonly hello: ClientHello }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed'; readonly reason: string }

/** First byte of a TLS record that holds a handshake (RFC 8446 5.1). No other protocol on our ports begins with it. */
export const TLS_HANDSHAKE = 0x16

/** The longest ClientHello waited for, in bytes. With post-quantum key shares one has about 2,000. */
export const MAX_CLIENT_HELLO_BYTES = 16 * 1024

const CLIENT_HELLO = 1
const ALPN_EXTENSION = 16
const RECORD_HEADER_BYTES = 5
const MAX_RECORD_BYTES = 16_384
/** Records that one ClientHello may be cut into; clients send one. */
const MAX_RECORDS = 64
const MESSAGE_HEADER_BYTES = 4
/** legacy_version and random. */
const FIXED_BYTES = 2 + 32

class Malformed extends Error {}

/** Reads the first bytes of a TLS connection (RFC 8446 4.1.2 and 5.1), however they are cut into records. Pure; never throws. */
export function readClientHello(bytes: Buffer): ClientHelloReading {
  try {
    const message = messageOf(bytes)
    if (!message) {
      return bytes.length < MAX_CLIENT_HELLO_BYTES
        ? { kind: 'incomplete' }
        : { kind: 'malformed', reason: `the ClientHello has more than ${MAX_CLIENT_HELLO_BYTES} bytes` }
    }
    return { kind: 'whole', hello: { alpn: alpnOf(new Fields(message)) } }
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'malformed', reason: error.message }
    throw error
  }
}

/** The body of the ClientHello, joined from its records; null while some of it is missing. What follows it is not looked at. */
function messageOf(bytes: Buffer): Buffer | null {
  let joined: Buffer | null = null
  for (const fragment of fragmentsOf(bytes)) {
    joined = joined ? Buffer.concat([joined, fragment]) : fragment
    const message = wholeMessage(joined)
    if (message) return message
  }
  return null
}

/** What the handshake records hold, as far as it is there (RFC 8446 5.1). */
function* fragmentsOf(bytes: Buffer): Generator<Buffer, void, void> {
  for (let at = 0, records = 0; at < bytes.length; records++) {
    if (bytes[at] !== TLS_HANDSHAKE) throw new Malformed('a record is no handshake')
    if ((bytes[at + 1] ?? 3) !== 3) throw new Malformed('a record is of no version of TLS')
    if (records >= MAX_RECORDS) throw new Malformed(`the ClientHello is cut into more than ${MAX_RECORDS} records`)
    const begin = at + RECORD_HEADER_BYTES
    if (begin > bytes.length) return
    const size = bytes.readUInt16BE(at + 3)
    if (size === 0 || size > MAX_RECORD_BYTES) throw new Malformed(`a handshake record of ${size} bytes`)
    at = begin + size
    yield bytes.subarray(begin, at)
  }
}

/** The body of the handshake message that these bytes begin with (RFC 8446 4); null while some of it is missing. */
function wholeMessage(bytes: Buffer): Buffer | null {
  if ((bytes[0] ?? CLIENT_HELLO) !== CLIENT_HELLO) throw new Malformed('the first message is no ClientHello')
  if (bytes.length < MESSAGE_HEADER_BYTES) return null
  const size = bytes.readUIntBE(1, 3)
  if (size > MAX_CLIENT_HELLO_BYTES) throw new Malformed(`it announces a ClientHello of ${size} bytes`)
  const end = MESSAGE_HEADER_BYTES + size
  return bytes.length < end ? null : bytes.subarray(MESSAGE_HEADER_BYTES, end)
}

function alpnOf(fields: Fields): string[] {
  fields.take(FIXED_BYTES)
  fields.vector(1) // legacy_session_id
  fields.vector(2) // cipher_suites
  fields.vector(1) // legacy_compression_methods
  if (fields.done) return []
  const extensions = new Fields(fields.vector(2))
  while (!extensions.done) {
    const type = extensions.number(2)
    const body = extensions.vector(2)
    if (type === ALPN_EXTENSION) return protocolsOf(new Fields(new Fields(body).vector(2)))
  }
  return []
}

function protocolsOf(list: Fields): string[] {
  const protocols: string[] = []
  while (!list.done) protocols.push(list.vector(1).toString('latin1'))
  return protocols
}

/** Takes fields off the front, and never reads behind the end. */
class Fields {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get done(): boolean {
    return this.#at === this.#bytes.length
  }

  take(size: number): Buffer {
    if (this.#at + size > this.#bytes.length) throw new Malformed('a field of the ClientHello is cut off')
    this.#at += size
    return this.#bytes.subarray(this.#at - size, this.#at)
  }

  number(width: 1 | 2): number {
    return this.take(width).readUIntBE(0, width)
  }

  /** Bytes behind their own length (RFC 8446 3.4). */
  vector(width: 1 | 2): Buffer {
    return this.take(this.number(width))
  }
}
