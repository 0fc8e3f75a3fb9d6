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
  /** How long the oldest byte that waits has waited, at least, in ms; 0 while it keeps up. */
  readonly behind_ms: number
  /** How often it was behind its bound and skipped to a keyframe. */
  readonly skips: number
  /** `waiting` for a first keyframe, `playing`, or `skipping` to the next keyframe. */
  readonly state: 'waiting' | 'playing' | 'skipping'
}

/** What there is to tell of a subscriber. @param now by the stream's clock */
export function factsOf({ id, kind, since, bytes, sink, skips, pace }: Subscriber, now: number): SubscriberFacts {
  const { buffered_bytes } = sink
  const behind_ms = pace.started && buffered_bytes > 0 ? Math.round(pace.behindMs(now)) : 0
  return { id, kind, since, bytes, buffered_bytes, behind_ms, skips, state: pace.mode }
}
