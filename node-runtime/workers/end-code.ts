import type { StreamEnd } from '../media/live-stream.ts'
import type { SubscriberEnd } from '../media/subscriber-sink.ts'

/** Why a stream ended, of the reasons why a subscription did: one that fell behind says nothing of its stream. */
export function endCode(code: SubscriberEnd['code']): StreamEnd {
  return code === 'fell_behind' ? 'stream_ended' : code
}
