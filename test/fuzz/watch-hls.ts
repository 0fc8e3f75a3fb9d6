import type { LiveStream } from '../../node-runtime/media/live-stream.ts'
import type { ManualClock } from '../../node-runtime/media/media-fixtures.ts'
import { CONTAINERS } from '../../node-runtime/protocols/hls/containers.ts'
import { HLS_LIMITS } from '../../node-runtime/protocols/hls/limits.ts'
import { HlsOutput } from '../../node-runtime/protocols/hls/output.ts'
import type { Rendition } from '../../node-runtime/protocols/hls/rendition.ts'
import { WaitingCount } from '../../node-runtime/protocols/hls/waiting-room.ts'
import { expectTrue } from './pieces.ts'

/** Every part longer than this is a new segment, so that short inputs make whole ones. */
const LIMITS = { ...HLS_LIMITS, part_ms: 40, segment_ms: 80, max_segment_ms: 500, max_bytes: 1024 * 1024 }
const TS_PACKET_BYTES = 188
const TS_SYNC = 0x47

/** HLS outputs in both containers whose playlists and segments are checked when the stream is over. */
export interface WatchedHls {
  /** What kind of outcome it was. @throws {PropertyBroken} playlist and segments do not hold together */
  check(): string
  close(): void
}

export function watchHls(stream: LiveStream, clock: ManualClock): WatchedHls {
  const nothing = () => undefined
  const shared = { stream, limits: LIMITS, waiting: new WaitingCount(10), clock, first_msn: 0 }
  const events = { onClosed: nothing, onRenditions: nothing, onEnded: nothing, onLapsed: nothing }
  const outputs = Object.values(CONTAINERS).map((container) => new HlsOutput({ ...shared, ...events, container }))
  return {
    check: () => outputs.map(checkOutput).join('/'),
    close() {
      for (const output of outputs) output.close()
    },
  }
}

function checkOutput(output: HlsOutput): string {
  if (output.unplayable) return 'unplayable'
  if (!output.ready) return 'not ready'
  expectPlaylist(output.master('abcdefgh'))
  for (const rendition of output.renditions) {
    expectPlaylist(output.media(rendition, 'abcdefgh', false))
    expectPlaylist(output.media(rendition, null, true))
    checkSegments(rendition)
  }
  return `ready ${output.renditions.length}`
}

function checkSegments({ container, window }: Rendition): void {
  const whole = container.name === 'ts' ? packetsFill : boxesFill
  for (const { msn, parts } of window.listed) {
    for (const { bytes } of parts) expectTrue(`segment ${msn} is whole as ${container.name}`, whole(bytes))
  }
}

function expectPlaylist(text: string): void {
  expectTrue(`numbers stand where numbers belong: ${text}`, !/NaN|Infinity|undefined|[:=]null/.test(text))
  expectTrue(`no duration is below nothing: ${text}`, !/[:=]-\d/.test(text))
}

/** Whether ISO BMFF boxes (ISO/IEC 14496-12, 4.2) follow one another up to the end. */
function boxesFill(bytes: Buffer): boolean {
  let at = 0
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at)
    if (size < 8) return false
    at += size
  }
  return at === bytes.length
}

/** Whether packets of a transport stream (ISO/IEC 13818-1, 2.4.3.2) follow one another up to the end. */
function packetsFill(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += TS_PACKET_BYTES) if (bytes[at] !== TS_SYNC) return false
  return bytes.length % TS_PACKET_BYTES === 0
}
