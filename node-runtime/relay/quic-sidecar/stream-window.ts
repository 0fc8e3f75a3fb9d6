import { RELAY_QUIC_WINDOW_BYTES } from '#contract/relay-protocol.ts'
import { RelayProtocolError } from '../relay-wire.ts'

/** What a source may still send on one stream: the puller's word on how much it handed on, and the bound. */
export class SendWindow {
  #sent = 0
  #received = 0
  #open = Promise.withResolvers<void>()
  #closed = false

  /** Bytes that may be sent at this moment. */
  get left(): number {
    return this.#closed ? 0 : RELAY_QUIC_WINDOW_BYTES - (this.#sent - this.#received)
  }

  spend(bytes: number): void {
    this.#sent += bytes
    if (this.left <= 0) this.#open = Promise.withResolvers()
  }

  /**
   * The puller says how much it handed on, counted from the first byte.
   * @throws {RelayProtocolError} less than before, or more than was sent
   */
  told(received: number): void {
    if (received < this.#received || received > this.#sent) {
      throw new RelayProtocolError(`a puller says that it has ${received} bytes of ${this.#sent} sent`)
    }
    this.#received = received
    if (this.left > 0) this.#open.resolve()
  }

  /** Resolves when something may be sent, or the window is closed. */
  async opened(): Promise<void> {
    if (this.left <= 0 && !this.#closed) await this.#open.promise
  }

  /** Nothing may be sent any more. */
  close(): void {
    this.#closed = true
    this.#open.resolve()
  }
}

/** The same on the puller's side: what came, what was handed on, and when that is worth a word to the source. */
export class ReceiveWindow {
  #arrived = 0
  #handed_on = 0
  #told = 0

  /**
   * Bytes came.
   * @throws {RelayProtocolError} more than the source was told it may send
   */
  arrived(bytes: number): void {
    this.#arrived += bytes
    if (this.#arrived - this.#told > RELAY_QUIC_WINDOW_BYTES) {
      throw new RelayProtocolError('a source sends more than its window')
    }
  }

  /** Bytes were handed on. */
  handedOn(bytes: number): void {
    this.#handed_on += bytes
  }

  /** What to tell the source; null while that is too little to be worth a message. */
  get due(): number | null {
    return this.#handed_on - this.#told >= RELAY_QUIC_WINDOW_BYTES / 8 ? this.#handed_on : null
  }

  /** The source was told. */
  tell(received: number): void {
    this.#told = received
  }
}
