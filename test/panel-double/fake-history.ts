import type { Stream } from '#contract/stream.ts'
import { STREAM_SAMPLE_INTERVAL_MS, STREAM_SAMPLES_KEPT, type StreamHistory } from '#contract/stream-samples.ts'

/** Five minutes of a stream that arrives about as well as it says. */
export function fakeHistory({ stream_path, session }: Stream): StreamHistory {
  const interval_ms = STREAM_SAMPLE_INTERVAL_MS
  const now_ms = Date.now()
  const since_ms = Date.parse(session.started_at)
  const count = Math.min(STREAM_SAMPLES_KEPT, Math.floor((now_ms - since_ms) / interval_ms))
  const late_ms = session.health?.recent_arrival_gap_ms ?? 0
  const usual_kbps = session.health?.usual_bitrate_kbps ?? session.bitrate_kbps
  const samples = Array.from({ length: Math.max(0, count) }, (_, index) => {
    const ago = count - 1 - index
    const sway = 1 + 0.06 * Math.sin(index / 3) + 0.03 * Math.sin(index * 1.7)
    const rate = ago < 6 ? session.bitrate_kbps : usual_kbps
    return {
      at: new Date(now_ms - ago * interval_ms).toISOString(),
      bitrate_kbps: Math.round(rate * sway),
      fps: 25,
      frame_gap_ms: ago === 4 && late_ms > 0 ? late_ms : Math.round(44 + 12 * Math.abs(Math.sin(index * 2.3))),
    }
  })
  return { stream_path, session_id: session.id, interval_ms, samples }
}
