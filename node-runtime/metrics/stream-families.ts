import type { MetricFamily, Sample } from '#contract/metrics-text.ts'
import type { LiveStream, StreamFacts } from '../media/live-stream.ts'

/** One thing measured of every stream. */
interface StreamMetric {
  /** Behind `headwater_stream_`. */
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  /** Null: not known of this stream. */
  readonly read: (facts: StreamFacts, stream: LiveStream) => number | null
  /** Whether the streams without figures of their own can be added up. */
  readonly sums: boolean
}

const seconds = (ms: number | null) => (ms === null ? null : ms / 1_000)
const sum = (name: string, help: string, read: StreamMetric['read'], type: StreamMetric['type'] = 'gauge') =>
  ({ name, help, type, read, sums: true }) as const
const own = (name: string, help: string, read: StreamMetric['read']) =>
  ({ name, help, type: 'gauge', read, sums: false }) as const

/** Everything measured of a stream; what is added here is exported. */
const METRICS: readonly StreamMetric[] = [
  sum('viewers', 'Viewers of the stream on this node.', (_facts, stream) => stream.viewers),
  sum('relays_out', 'Other nodes that pull the stream from here.', (_facts, stream) => stream.relays),
  sum(
    'received_bytes_per_second',
    'Bitrate over the last five seconds, in bytes.',
    (facts) => facts.bitrate_kbps * 125,
  ),
  sum('received_bytes', 'Media received of the stream.', (facts) => facts.bytes, 'counter'),
  sum('frames', 'Frames of picture and sound received.', (facts) => facts.frames, 'counter'),
  own('live', '1 once the stream can be played.', (facts) => (facts.state === 'live' ? 1 : 0)),
  own('fps', 'Frames a second of the picture.', fpsOf),
  own('keyframe_interval_seconds', 'Time between the last two keyframes.', (facts) =>
    seconds(facts.keyframe_interval_ms),
  ),
  sum('frame_gaps', 'Places where frames of the picture are missing.', ({ health }) => health.frame_gaps, 'counter'),
  own('longest_frame_gap_seconds', 'The longest of them.', ({ health }) => health.longest_frame_gap_ms / 1_000),
  own('sound_ahead_seconds', 'How far the sound is ahead of the picture; negative: behind.', ({ health }) =>
    seconds(health.sound_ahead_ms),
  ),
  own('publisher_rtt_seconds', 'Round trip between the node and the publisher.', ({ health }) =>
    seconds(health.publisher_rtt_ms),
  ),
  own('interrupted', '1 while the publisher is waited for.', (facts) => (facts.state === 'interrupted' ? 1 : 0)),
  own('last_frame_age_seconds', 'Time since anything came.', (facts) =>
    facts.last_unit_at === null ? null : Math.max(0, Date.now() - facts.last_unit_at.getTime()) / 1_000,
  ),
]

/** The label of everything that has no figures of its own. */
const OTHER = '(other)'

/**
 * The metrics of streams. The first `max_streams`, in the order they began, have figures of their own; the rest is added up as one, so that a
 * node with thousands of streams does not become thousands of series.
 */
export function streamFamilies(streams: readonly LiveStream[], max_streams: number): MetricFamily[] {
  const read = streams.map((stream) => ({ stream, facts: stream.facts() }))
  const named = read.slice(0, max_streams)
  const others = read.slice(max_streams)
  return METRICS.map(({ name, help, type, read: value, sums }) => {
    const samples: Sample[] = []
    for (const { stream, facts } of named) {
      const measured = value(facts, stream)
      if (measured !== null) samples.push({ labels: { stream: stream.path }, value: measured })
    }
    if (sums && others.length > 0) {
      const total = others.reduce((before, { stream, facts }) => before + (value(facts, stream) ?? 0), 0)
      samples.push({ labels: { stream: OTHER }, value: total })
    }
    return { name: `headwater_stream_${name}`, help, type, samples }
  })
}

function fpsOf({ tracks }: StreamFacts): number | null {
  return tracks.find(({ kind }) => kind === 'video')?.fps ?? null
}
