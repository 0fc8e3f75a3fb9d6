import type { StreamSession } from '#contract/stream.ts'
import { formatBitrate, formatSeconds } from '../../parts/format.ts'
import { LONG_KEYFRAME_INTERVAL_MS } from '../../parts/keyframe-interval.tsx'
import { texts } from './texts.ts'

/** From here on people see that lips and words are apart, in ms (ITU-R BT.1359: 185 ms is not acceptable any more). */
const SOUND_OFFSET_MS = 185
/** Fewer gaps than this within a minute nobody notices. */
const NOTABLE_GAPS = 3
/** The bit rate fell when it is below this share of the usual one. */
const FALLEN_SHARE = 0.5
/** Below this a still picture may be the reason, in kbit/s. */
const LOW_RATE_KBPS = 100
/** A publisher that is connected and silent for so long has a problem, in ms. */
const SILENT_MS = 2_000
/** From here on every lost packet is felt, in ms. */
const FAR_RTT_MS = 250

/** Something about a stream that its publisher can do something about, in plain words. */
export interface HealthFinding {
  readonly id: 'interrupted' | 'silent' | 'keyframes' | 'gaps' | 'sound' | 'bitrate' | 'distance'
  readonly tone: 'warn' | 'bad'
  readonly title: string
  /** What to change. */
  readonly hint: string
  /** When it is over one way or the other, where that is known. */
  readonly until: string | null
}

const finding = (id: HealthFinding['id'], title: string, hint: string): HealthFinding => ({
  ...{ id, title, hint },
  tone: 'warn',
  until: null,
})

/** A time below a second in ms, longer ones in seconds. */
export const formatShort = (duration_ms: number): string =>
  duration_ms < 1_000 ? `${Math.round(duration_ms)} ms` : formatSeconds(duration_ms)

/** What is wrong with a stream, worst first; nothing is said of what is not measured. */
export function healthFindings(session: StreamSession): readonly HealthFinding[] {
  if (session.state === 'interrupted') return [interrupted(session)]
  if (session.state !== 'live') return []
  const { health, bitrate_kbps, keyframe_interval_ms } = session
  const found: HealthFinding[] = []
  const silent_ms = health?.last_frame_age_ms ?? 0
  if (silent_ms >= SILENT_MS) found.push(finding('silent', texts.silent(formatShort(silent_ms)), texts.silentHint))
  if ((keyframe_interval_ms ?? 0) > LONG_KEYFRAME_INTERVAL_MS) {
    found.push(
      finding('keyframes', texts.farKeyframes(formatSeconds(keyframe_interval_ms ?? 0)), texts.farKeyframesHint),
    )
  }
  if (health === undefined) return found
  if (health.recent_frame_gaps >= NOTABLE_GAPS) {
    found.push(finding('gaps', texts.missing(health.recent_frame_gaps), texts.missingHint))
  }
  const ahead_ms = health.sound_ahead_ms ?? 0
  if (Math.abs(ahead_ms) >= SOUND_OFFSET_MS) {
    const apart = formatShort(Math.abs(ahead_ms))
    found.push(finding('sound', ahead_ms < 0 ? texts.soundBehind(apart) : texts.soundAhead(apart), texts.soundHint))
  }
  const usual_kbps = health.usual_bitrate_kbps ?? 0
  if (silent_ms < SILENT_MS && usual_kbps >= LOW_RATE_KBPS && bitrate_kbps < usual_kbps * FALLEN_SHARE) {
    found.push(finding('bitrate', texts.fell(formatBitrate(bitrate_kbps), formatBitrate(usual_kbps)), texts.fellHint))
  }
  const rtt_ms = health.publisher_rtt_ms ?? 0
  if (rtt_ms >= FAR_RTT_MS) found.push(finding('distance', texts.farAway(formatShort(rtt_ms)), texts.farAwayHint))
  return found
}

function interrupted({ interrupted_until }: StreamSession): HealthFinding {
  const shared = { id: 'interrupted', tone: 'bad' } as const
  if (interrupted_until == null) return { ...shared, title: texts.away, hint: texts.awayHint, until: null }
  return { ...shared, title: texts.waits, hint: texts.waitsHint, until: interrupted_until }
}
