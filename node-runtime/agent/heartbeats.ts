/** An origin that acknowledges no heartbeat for so many intervals is dead. */
const DEAD_AFTER_INTERVALS = 2

export interface HeartbeatsOptions {
  readonly interval_ms: number
  /** Sends heartbeat number `seq`; `rtt_ms` is the round trip of the last one that was acknowledged. */
  readonly send: (seq: number, rtt_ms: number | null) => void
  /** The origin acknowledged nothing for too long. Called at most once. */
  readonly onDead: () => void
}

/** The heartbeats of one connection: sends them, measures their round trips, and sees when nobody answers. */
export class Heartbeats {
  readonly #options: HeartbeatsOptions
  readonly #sent_at = new Map<number, number>()
  readonly #timer: NodeJS.Timeout
  #seq = 0
  #rtt_ms: number | null = null
  #stopped = false

  /** Sends the first one at once. */
  constructor(options: HeartbeatsOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.#beat(), options.interval_ms)
    this.#beat()
  }

  /** Round trip of the last acknowledged heartbeat, in ms; null before the first. */
  get rtt_ms(): number | null {
    return this.#rtt_ms
  }

  acknowledged(seq: number): void {
    const sent_at = this.#sent_at.get(seq)
    if (sent_at === undefined) return
    this.#rtt_ms = Math.round((performance.now() - sent_at) * 100) / 100
    for (const earlier of this.#sent_at.keys()) if (earlier <= seq) this.#sent_at.delete(earlier)
  }

  stop(): void {
    this.#stopped = true
    clearInterval(this.#timer)
  }

  #beat(): void {
    if (this.#overdue()) {
      // When this very process was stopped for a while, the answers lie in the socket: they are read before this runs.
      setImmediate(() => {
        if (this.#stopped || !this.#overdue()) return
        this.stop()
        this.#options.onDead()
      })
    }
    this.#seq += 1
    this.#sent_at.set(this.#seq, performance.now())
    this.#options.send(this.#seq, this.#rtt_ms)
  }

  #overdue(): boolean {
    const oldest = this.#sent_at.values().next().value
    // Half an interval is granted to timers that fire a little early.
    const limit_ms = (DEAD_AFTER_INTERVALS - 0.5) * this.#options.interval_ms
    return oldest !== undefined && performance.now() - oldest > limit_ms
  }
}
