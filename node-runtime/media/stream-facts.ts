import type { StreamHealth, Track } from '#contract/stream.ts'
import type { StreamIngest } from './stream-ingest.ts'

/** What is known and measured of a stream at this moment. */
export interface StreamFacts {
  readonly tracks: Track[]
  readonly bitrate_kbps: number
  /** What made the stream, by its metadata or else as its publisher introduced itself; null where neither says. */
  readonly encoder: string | null
  /** Time between the last two keyframes, in ms; null before the second. */
  readonly keyframe_interval_ms: number | null
  /** `starting` until the first frame that decoding can start at; `interrupted` while its publisher is waited for. */
  readonly state: 'starting' | 'live' | 'interrupted' | 'ended'
  /** Until when it is waited for; null while it is not. */
  readonly interrupted_until: Date | null
  /** Frames of video and of sound so far. */
  readonly frames: number
  readonly bytes: number
  readonly last_unit_at: Date | null
  readonly health: StreamHealth
}

/** What the stream itself knows of how it is. */
export interface StreamCondition {
  readonly bitrate_kbps: number
  /** What the publisher calls itself; null where it did not say. */
  readonly introduced_as: string | null
  readonly state: StreamFacts['state']
  readonly interrupted_until: Date | null
  readonly publisher_rtt_ms: number | null
}

/** Puts together what was counted of a stream. */
export function streamFacts(ingest: StreamIngest, condition: StreamCondition): StreamFacts {
  const { facts, frames, bytes, last_unit_at_ms } = ingest
  const { introduced_as, publisher_rtt_ms, ...state } = condition
  const said = ingest.head.metadata?.values?.get('encoder')
  return {
    ...state,
    tracks: facts.tracks(),
    encoder: typeof said === 'string' ? said : introduced_as,
    keyframe_interval_ms: facts.keyframe_interval_ms,
    frames,
    bytes,
    last_unit_at: last_unit_at_ms === 0 ? null : new Date(last_unit_at_ms),
    health: {
      frames,
      bytes,
      frame_gaps: facts.gaps.count,
      recent_frame_gaps: facts.gaps.recent,
      longest_frame_gap_ms: facts.gaps.longest_ms,
      sound_ahead_ms: facts.sound_offset.ms,
      usual_bitrate_kbps: facts.usual_kbps,
      publisher_rtt_ms,
      last_frame_age_ms: last_unit_at_ms === 0 ? null : Math.max(0, Date.now() - last_unit_at_ms),
      ...ingest.arrival(),
    },
  }
}
