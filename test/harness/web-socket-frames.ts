const BINARY_AND_FIN = 0x82
const LENGTH_16 = 126
const LENGTH_64 = 127

/**
 * Takes what a server sends over a WebSocket apart (RFC 6455, 5.2) and hands on the payloads. Refuses what a stream of FLV is never sent as: frames that are masked, cut
 * into fragments, or not binary.
 */
export class WebSocketFrames {
  readonly #onPayload: (payload: Buffer) => void
  #held: Buffer = Buffer.alloc(0)

  constructor(onPayload: (payload: Buffer) => void) {
    this.#onPayload = onPayload
  }

  /** Whether everything read so far ends where a frame ends. */
  get whole(): boolean {
    return this.#held.length === 0
  }

  push(bytes: Buffer): void {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    while (this.#frame());
  }

  #frame(): boolean {
    const [first, second] = this.#held
    if (first === undefined || second === undefined) return false
    if (first !== BINARY_AND_FIN) throw new Error(`a WebSocket frame begins with 0x${first.toString(16)}`)
    if (second > LENGTH_64) throw new Error('a server masked a WebSocket frame')
    const header_bytes = second === LENGTH_64 ? 10 : second === LENGTH_16 ? 4 : 2
    if (this.#held.length < header_bytes) return false
    const size =
      second === LENGTH_64
        ? Number(this.#held.readBigUInt64BE(2))
        : second === LENGTH_16
          ? this.#held.readUInt16BE(2)
          : second
    if (this.#held.length < header_bytes + size) return false
    this.#onPayload(this.#held.subarray(header_bytes, header_bytes + size))
    this.#held = this.#held.subarray(header_bytes + size)
    return true
  }
}
