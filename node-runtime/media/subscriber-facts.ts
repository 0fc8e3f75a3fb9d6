import type { Subscriber } from './subscriber.ts'

/** One subscriber of a stream at this moment. */
export interface SubscriberFacts {
  /** `<protocol> <address>:<port>`, or a relay's id. */
  readonly id: string
  readonly kind: 'viewer' | 'relay'
  readonly since: Date
  /** Handed to its sink so far. */
  readonly bytes: number
  /** Of these, what waits in this node for it to read. */
  readonly buffered_bytes: number
  /** How often it was behind its bound and skipped to a keyframe. */
  readonly skips: number
  /** `waiting` for a first keyframe, `playing`, or `skipping` to the next keyframe. */
  readonly state: 'waiting' | 'playing' | 'skipping'
}

/** What there is to tell of a subscriber. */
export function factsOf({ id, kind, since, bytes, sink, skips, pace }: Subscriber): SubscriberFacts {
  return { id, kind, since, bytes, buffered_bytes: sink.buffered_bytes, skips, state: pace.mode }
}
