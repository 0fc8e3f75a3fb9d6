import type { StreamHealth, StreamSession } from '#contract/stream.ts'
import { formatBitrate, formatSeconds } from '../../parts/format.ts'
import { LONG_KEYFRAME_INTERVAL_MS } from '../../parts/keyframe-interval.tsx'
import { texts } from './texts.ts'

/** From here on people see that lips and words are apart, in ms (ITU-R BT.1359: 185 ms is not acceptable any more). */
const SOUND_OFFSET_MS = 185
/** Fewer gaps than this within a minute nobody notices. */
const NOTABLE_GAPS = 3
/** The bit rate fell when it is below this share of the usual one. */
export const FALLEN_SHARE = 0.5
/** Frames that come later than this are seen: players keep little more in hand, in ms. */
export const LATE_MS = 500
/** Sound that does not come for so long while the picture does has stopped, in ms. */
const SOUNDLESS_MS = 3_000
/** A stream of fewer frames may not have shown all its tracks yet. */
const SETTLED_FRAMES = 250
/** A jump of the publisher's clock is news for so long, in ms. */
const JUMP_NEWS_MS = 60_000
/** Below this a still picture may be the reason, in kbit/s. */
const LOW_RATE_KBPS = 100
/** A publisher that is connected and silent for so long has a problem, in ms. */
const SILENT_MS = 2_000
/** From here on every lost packet is felt, in ms. */
const FAR_RTT_MS = 250

/** Something about a stream that its publisher can do something about, in plain words. */
export interface HealthFinding {
  readonly id:
    | 'interrupted'
    | 'silent'
    | 'keyframes'
    | 'gaps'
    | 'late'
    | 'clock'
    | 'sound'
    | 'sound-stopped'
    | 'no-sound'
    | 'bitrate'
    | 'distance'
  /** `note`: may be meant so, and is nothing to look at. */
  readonly tone: 'note' | 'warn' | 'bad'
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

/**
 * What is wrong with a stream, worst first; nothing is said of what is not measured.
 * @param median_kbps bit rate of the last five minutes; null: not known, and what the node calls usual has to do
 */
export function healthFindings(session: StreamSession, median_kbps: number | null = null): readonly HealthFinding[] {
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
  found.push(...soundFindings(session, health), ...timeFindings(health))
  if (health.recent_frame_gaps >= NOTABLE_GAPS) {
    found.push(finding('gaps', texts.missing(health.recent_frame_gaps), texts.missingHint))
  }
  const ahead_ms = health.sound_ahead_ms ?? 0
  if (Math.abs(ahead_ms) >= SOUND_OFFSET_MS) {
    const apart = formatShort(Math.abs(ahead_ms))
    found.push(finding('sound', ahead_ms < 0 ? texts.soundBehind(apart) : texts.soundAhead(apart), texts.soundHint))
  }
  const usual_kbps = median_kbps ?? health.usual_bitrate_kbps ?? 0
  if (silent_ms < SILENT_MS && usual_kbps >= LOW_RATE_KBPS && bitrate_kbps < usual_kbps * FALLEN_SHARE) {
    found.push(finding('bitrate', texts.fell(formatBitrate(bitrate_kbps), formatBitrate(usual_kbps)), texts.fellHint))
  }
  const rtt_ms = health.publisher_rtt_ms ?? 0
  if (rtt_ms >= FAR_RTT_MS) found.push(finding('distance', texts.farAway(formatShort(rtt_ms)), texts.farAwayHint))
  return found
}

/** Frames that come late, and a clock that jumps. */
function timeFindings(health: StreamHealth): readonly HealthFinding[] {
  const found: HealthFinding[] = []
  const gap_ms = health.recent_arrival_gap_ms ?? 0
  if ((health.last_frame_age_ms ?? 0) < SILENT_MS && gap_ms >= LATE_MS) {
    found.push(finding('late', texts.late(formatShort(gap_ms)), texts.lateHint))
  }
  const jumped_ms = health.last_clock_jump_age_ms ?? Number.POSITIVE_INFINITY
  if (jumped_ms < JUMP_NEWS_MS) found.push(finding('clock', texts.jumped(health.clock_jumps ?? 1), texts.jumpedHint))
  return found
}

/** Sound that stopped, or that there is none of. */
function soundFindings({ tracks }: StreamSession, health: StreamHealth): readonly HealthFinding[] {
  const { last_sound_age_ms = null, last_picture_age_ms = null } = health
  if (last_picture_age_ms === null) return []
  if (!tracks.some(({ kind }) => kind === 'audio')) {
    if (health.last_sound_age_ms !== null || health.frames < SETTLED_FRAMES) return []
    return [{ ...finding('no-sound', texts.noSound, texts.noSoundHint), tone: 'note' }]
  }
  // Where the picture has stopped as well, the stream is silent as a whole, and that is said.
  if (last_picture_age_ms >= SILENT_MS) return []
  if (last_sound_age_ms === null && health.frames >= SETTLED_FRAMES) {
    return [finding('sound-stopped', texts.soundNever, texts.soundStoppedHint)]
  }
  if (last_sound_age_ms === null || last_sound_age_ms < SOUNDLESS_MS) return []
  return [finding('sound-stopped', texts.soundStopped(formatShort(last_sound_age_ms)), texts.soundStoppedHint)]
}

function interrupted({ interrupted_until }: StreamSession): HealthFinding {
  const shared = { id: 'interrupted', tone: 'bad' } as const
  if (interrupted_until == null) return { ...shared, title: texts.away, hint: texts.awayHint, until: null }
  return { ...shared, title: texts.waits, hint: texts.waitsHint, until: interrupted_until }
}
