import { type PaceLimits, SubscriberPace } from './subscriber-pace.ts'
import type { SubscriberSink } from './subscriber-sink.ts'

/** One subscriber as its fan-out keeps it. Plain fields, because the fan-out goes over thousands of these for every group. */
export class Subscriber {
  readonly id: string
  readonly kind: 'viewer' | 'relay'
  readonly sink: SubscriberSink
  readonly pace: SubscriberPace
  /** Its place in the fan-out's list; -1 once it is out. */
  place = -1
  bytes = 0
  skips = 0
  /** Version of the head it has. */
  head_version = -1

  constructor(id: string, kind: 'viewer' | 'relay', sink: SubscriberSink, limits: PaceLimits) {
    this.id = id
    this.kind = kind
    this.sink = sink
    this.pace = new SubscriberPace(limits)
  }
}
