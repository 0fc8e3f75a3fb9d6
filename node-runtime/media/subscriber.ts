import { type PaceLimits, SubscriberPace } from './subscriber-pace.ts'
import type { SubscriberSink } from './subscriber-sink.ts'

/** Bytes of all groups that a fan-out has sent to everybody who keeps up. */
export interface GroupTally {
  bytes: number
}

/** One subscriber as its fan-out keeps it. */
export class Subscriber {
  readonly id: string
  readonly kind: 'viewer' | 'relay'
  readonly sink: SubscriberSink
  readonly pace: SubscriberPace
  readonly since = new Date()
  /** Its place in one of the lists of its {@link Audience}; -1 once it is in none. */
  place = -1
  skips = 0
  /** Version of the head it has. */
  head_version = -1
  #bytes = 0
  #tally: GroupTally | null = null
  #tally_before = 0

  constructor(id: string, kind: 'viewer' | 'relay', sink: SubscriberSink, limits: PaceLimits) {
    this.id = id
    this.kind = kind
    this.sink = sink
    this.pace = new SubscriberPace(limits)
  }

  /** Bytes handed to its sink. */
  get bytes(): number {
    return this.#tally ? this.#bytes + this.#tally.bytes - this.#tally_before : this.#bytes
  }

  /** It plays and nothing waits for it: it gets every group as it comes. */
  get clear(): boolean {
    return this.#tally !== null
  }

  /** So many bytes were handed to its sink besides the groups of a tally. */
  count(bytes: number): void {
    this.#bytes += bytes
  }

  /** What the tally counts from now on was handed to its sink too; null: no more. */
  follow(tally: GroupTally | null): void {
    this.#bytes = this.bytes
    this.#tally = tally
    this.#tally_before = tally?.bytes ?? 0
  }
}
