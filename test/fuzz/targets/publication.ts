import { pino } from 'pino'
import { streamPathSchema } from '#contract/ids.ts'
import type { LiveStream } from '../../../node-runtime/media/live-stream.ts'
import { ManualClock } from '../../../node-runtime/media/media-fixtures.ts'
import type { OutputFormat } from '../../../node-runtime/media/packager.ts'
import { StreamDirectory } from '../../../node-runtime/media/stream-directory.ts'
import type { SubscriberSink } from '../../../node-runtime/media/subscriber-sink.ts'
import type { MediaUnit } from '../../../node-runtime/media/unit.ts'
import { flvPackager } from '../../../node-runtime/protocols/flv/from-stream.ts'
import { FlvDemuxer } from '../../../node-runtime/protocols/flv/to-stream.ts'
import { webSocketFlvPackager } from '../../../node-runtime/protocols/flv/web-socket-from-stream.ts'
import { FlvError } from '../../../node-runtime/protocols/flv/wire.ts'
import { rtmpPackager } from '../../../node-runtime/protocols/rtmp/from-stream.ts'
import { control, MESSAGE, OUT_CHUNK_SIZE } from '../../../node-runtime/protocols/rtmp/wire.ts'
import { FlvChecker } from '../../harness/flv-checker.ts'
import { RtmpChecker } from '../../harness/rtmp-checker.ts'
import { WebSocketFrames } from '../../harness/web-socket-frames.ts'
import { enhancedFiles } from '../enhanced-flv.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectTrue, roughly } from '../pieces.ts'
import { watchHls } from '../watch-hls.ts'
import { flv } from './flv.ts'

const MEBIBYTE = 1024 * 1024
/** So little that a viewer who does not read for some frames is over its bound. */
const TIGHT_BUFFER_BYTES = 500
/** A slow viewer reads behind so many units. */
const SLOW_READS_EVERY = 9
const path = streamPathSchema.parse('live/fuzz')
const log = pino({ level: 'silent' })

function unitsOf(input: Buffer): readonly MediaUnit[] {
  const units: MediaUnit[] = []
  const demuxer = new FlvDemuxer({
    header: input[0] === 0x46 ? 'file' : 'none',
    onUnit: (unit) => units.push(unit),
  })
  try {
    demuxer.push(input)
  } catch (error) {
    // What came before the bytes that are none goes to the viewers all the same.
    if (!(error instanceof FlvError)) throw error
  }
  return units
}

/** A viewer whose every byte is checked; a slow one lets it wait until it is told to read. */
function watch(stream: LiveStream, format: OutputFormat, latency: 'low' | 'normal', slow = false) {
  const seen = { tags: 0, ended: false }
  const onTag = () => {
    seen.tags += 1
  }
  const checker = format === 'rtmp' ? new RtmpChecker({ onTag }) : new FlvChecker(onTag)
  const frames = new WebSocketFrames((payload) => checker.push(payload))
  const reader = format === 'ws-flv' ? frames : checker
  if (format === 'rtmp') checker.push(control(MESSAGE.set_chunk_size, OUT_CHUNK_SIZE))
  let waiting: Buffer[] = []
  const read = () => {
    for (const buffer of waiting) reader.push(buffer)
    waiting = []
  }
  const take = (buffers: readonly Buffer[]) => {
    waiting.push(...buffers)
    if (!slow) read()
    return !slow
  }
  const sink: SubscriberSink = {
    get buffered_bytes() {
      return waiting.reduce((sum, buffer) => sum + buffer.length, 0)
    },
    send: (group) => take([group]),
    write: take,
    end: ({ code }) => {
      // A connection that is reset takes with it what waits.
      if (code === 'fell_behind') waiting = []
      seen.ended = true
    },
  }
  stream.attach({ format, latency, kind: 'viewer', sink, id: 'fuzz' })
  return { seen, read, whole: () => checker.whole && frames.whole }
}

/** A publication of anything that is FLV, from its units to what its viewers get over FLV, RTMP and HLS. */
export const publication: FuzzTarget = {
  name: 'publication',
  covers: ['/node-runtime/media/', '/protocols/hls/'],
  max_bytes: 4_096,
  dictionary: flv.dictionary,
  seeds: enhancedFiles,
  check(input) {
    const units = unitsOf(input)
    const clock = new ManualClock()
    const limits = {
      subscriber_buffer_bytes: input.length % 2 === 0 ? TIGHT_BUFFER_BYTES : MEBIBYTE,
      gop_cache_bytes: MEBIBYTE,
      gop_cache_ms: 15_000,
      group_interval_ms: 100,
    }
    const directory = new StreamDirectory({
      packagers: [flvPackager, rtmpPackager, webSocketFlvPackager],
      limits,
      log,
      clock,
    })
    const stream = directory.publish(path, { kind: 'publisher', protocol: 'rtmp', encoder: null, address: '127.0.0.1' })
    const hls = watchHls(stream, clock)
    const viewers = [watch(stream, 'flv', 'low'), watch(stream, 'rtmp', 'normal'), watch(stream, 'flv', 'low', true)]
    for (const [nth, unit] of units.entries()) {
      if (nth === units.length >> 1)
        viewers.push(watch(stream, 'flv', 'normal'), watch(stream, 'rtmp', 'low'), watch(stream, 'ws-flv', 'low'))
      stream.push(unit)
      clock.advance(7)
      if (nth % SLOW_READS_EVERY === 0) for (const { read } of viewers) read()
    }
    const facts = stream.facts()
    stream.end('the input is over')
    const hls_state = hls.check()
    hls.close()
    for (const { seen, whole, read } of viewers) {
      read()
      expectTrue('what a viewer got ends where a tag ends', whole())
      expectTrue('every viewer is told of the end', seen.ended)
    }
    expectTrue('nothing is left to be done', clock.pending === 0)
    expectTrue('bitrate and frames are numbers', Number.isFinite(facts.bitrate_kbps) && Number.isFinite(facts.frames))
    const tracks = facts.tracks.map(({ kind, codec }) => `${kind}/${codec}`).join('+')
    return `${roughly(units.length)} ${facts.state} ${tracks} ${hls_state} ${roughly(viewers[0]?.seen.tags ?? 0)}`
  },
}
