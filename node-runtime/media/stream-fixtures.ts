import { pino } from 'pino'
import { streamPathSchema } from '#contract/ids.ts'
import { Departure } from './departure.ts'
import type { Latency, LiveStream } from './live-stream.ts'
import { audioConfig, linePackager, ManualClock, RecordingSink, videoConfig } from './media-fixtures.ts'
import type { SessionPolicy } from './session-machine.ts'
import { StreamDirectory } from './stream-directory.ts'

export const path = streamPathSchema.parse('live/test')
export const publisher = { kind: 'publisher', protocol: 'rtmp', encoder: 'Test 1.0', address: '192.0.2.7' } as const

/** A directory with one stream in it, a clock that a test moves, and what was logged. */
export function begin(
  limits: { subscriber_buffer_bytes?: number; gop_cache_bytes?: number } = {},
  policy?: SessionPolicy,
) {
  const clock = new ManualClock()
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (text: string) => void lines.push(text) })
  const departure = new Departure(clock)
  const directory = new StreamDirectory({
    departure,
    packagers: [linePackager],
    limits: {
      subscriber_buffer_bytes: 4_000_000,
      gop_cache_bytes: 1_000_000,
      gop_cache_ms: 15_000,
      group_interval_ms: 100,
      ...limits,
    },
    log,
    clock,
    ...(policy === undefined ? {} : { policy }),
  })
  return { clock, departure, directory, lines, stream: directory.publish(path, publisher) }
}

/** Joins a stream; the sink keeps what comes. */
export function watch(stream: LiveStream, latency: Latency = 'low', kind: 'viewer' | 'relay' = 'viewer') {
  const sink = new RecordingSink()
  return { sink, subscription: stream.attach({ format: 'flv', latency, kind, sink, id: 'flv 192.0.2.9:4000' }) }
}

export function pushConfigs(stream: LiveStream): void {
  stream.push(videoConfig())
  stream.push(audioConfig())
}
