import type { GroupTally, Subscriber } from './subscriber.ts'
import type { SubscriberSink } from './subscriber-sink.ts'

/**
 * The subscribers of one fan-out in two lists: the clear ones, for whom nothing waits, get every group with one call of their sink and nothing
 * else of them is touched, because each of thousands is cold memory; the paced ones are looked at group by group.
 */
export class Audience {
  readonly #clear: Subscriber[] = []
  /** The sinks of the clear ones, in the same places. */
  readonly #sinks: SubscriberSink[] = []
  readonly #paced: Subscriber[] = []
  readonly #tally: GroupTally = { bytes: 0 }

  get size(): number {
    return this.#clear.length + this.#paced.length
  }

  /** Everybody, in no order. */
  all(): Subscriber[] {
    return [...this.#clear, ...this.#paced]
  }

  /** Those who are not clear; a copy, so that they may leave meanwhile. */
  paced(): readonly Subscriber[] {
    return this.#paced.length === 0 ? NOBODY : [...this.#paced]
  }

  /** Takes a new subscriber in, as a paced one. */
  add(subscriber: Subscriber): void {
    subscriber.place = this.#paced.push(subscriber) - 1
  }

  /** Takes a subscriber out. Idempotent. */
  remove(subscriber: Subscriber): void {
    if (subscriber.place === -1) return
    if (subscriber.clear) this.#takeFromClear(subscriber)
    else takeOut(this.#paced, subscriber)
    subscriber.place = -1
  }

  /** From the next group on a paced subscriber is clear. */
  clear(subscriber: Subscriber): void {
    takeOut(this.#paced, subscriber)
    subscriber.follow(this.#tally)
    subscriber.place = this.#clear.push(subscriber) - 1
    this.#sinks.push(subscriber.sink)
  }

  /**
   * Hands a group to every clear subscriber; those whose kernel did not take all of it are paced from then on.
   * @param onLagging called for each of these, which had this group already
   * @returns how many got it
   */
  send(group: Buffer, onLagging: (subscriber: Subscriber) => void): number {
    const sinks = this.#sinks
    const { length } = sinks
    this.#tally.bytes += group.length
    // From the end, because one that lags is replaced by the last one, which has had its turn.
    for (let place = length - 1; place >= 0; place--) {
      if (sinks[place]?.send(group)) continue
      const subscriber = this.#clear[place]
      if (!subscriber) continue
      this.#takeFromClear(subscriber)
      this.add(subscriber)
      onLagging(subscriber)
    }
    return length
  }

  #takeFromClear(subscriber: Subscriber): void {
    const { place } = subscriber
    const last = this.#sinks.pop()
    if (last && place < this.#sinks.length) this.#sinks[place] = last
    takeOut(this.#clear, subscriber)
    subscriber.follow(null)
  }
}

const NOBODY: readonly Subscriber[] = []

/** Puts the last one in the place of the one that goes. */
function takeOut(list: Subscriber[], subscriber: Subscriber): void {
  const { place } = subscriber
  const last = list.pop()
  if (!last || last === subscriber) return
  list[place] = last
  last.place = place
}
