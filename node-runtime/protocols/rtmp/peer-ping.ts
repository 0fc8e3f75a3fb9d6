/** A peer that answered before and then says nothing at all for so long is gone, in ms. */
const DEAD_AFTER_MS = 60_000
/** A ping that is not answered by then is not waited for, and the next is sent, in ms. */
const GIVE_UP_MS = 20_000

/** What pinging a peer comes to at a moment. */
export type PingVerdict = { readonly kind: 'ping'; readonly value: number } | { readonly kind: 'wait' | 'dead' }

/**
 * The pings of one connection (RTMP 1.0, 7.1.7): when to send one, how long the answer took, and whether the peer is gone. Knows no clock
 * and no socket. A peer that never answered a ping is never called dead: some players do not know pings.
 */
export class PeerPing {
  #outstanding: { readonly value: number; readonly sent_at: number } | null = null
  #answers = 0
  #heard_at: number
  #rtt_ms: number | null = null

  constructor(now: number) {
    this.#heard_at = now
  }

  /** Of the newest ping that was answered, in ms; null before the first. */
  get rtt_ms(): number | null {
    return this.#rtt_ms
  }

  /** Something came from the peer. */
  heard(now: number): void {
    this.#heard_at = now
  }

  /** Asked every few seconds. */
  next(now: number): PingVerdict {
    if (this.#answers > 0 && now - this.#heard_at >= DEAD_AFTER_MS) return { kind: 'dead' }
    if (this.#outstanding && now - this.#outstanding.sent_at < GIVE_UP_MS) return { kind: 'wait' }
    const value = Math.floor(now) >>> 0
    this.#outstanding = { value, sent_at: now }
    return { kind: 'ping', value }
  }

  /** The round trip where this answers the ping that is out, in ms; else null. */
  answered(value: number, now: number): number | null {
    if (this.#outstanding?.value !== value) return null
    this.#rtt_ms = now - this.#outstanding.sent_at
    this.#outstanding = null
    this.#answers++
    return this.#rtt_ms
  }
}
