import type { LiveStream } from '../../node-runtime/media/live-stream.ts'
import type { ManualClock } from '../../node-runtime/media/media-fixtures.ts'
import { HLS_LIMITS, HlsOutput } from '../../node-runtime/protocols/hls/output.ts'
import { WaitingCount } from '../../node-runtime/protocols/hls/waiting-room.ts'
import { expectTrue } from './pieces.ts'

/** Every part longer than this is a new segment, so that short inputs make whole ones. */
const LIMITS = { ...HLS_LIMITS, part_ms: 40, segment_ms: 80, max_segment_ms: 500, max_bytes: 1024 * 1024 }

/** An HLS output whose playlists and segments are checked when the stream is over. */
export interface WatchedHls {
  /** What kind of outcome it was. @throws {PropertyBroken} playlist and segments do not hold together */
  check(): string
  close(): void
}

export function watchHls(stream: LiveStream, clock: ManualClock): WatchedHls {
  const nothing = () => undefined
  const output = new HlsOutput({
    stream,
    limits: LIMITS,
    waiting: new WaitingCount(10),
    clock,
    onClosed: nothing,
    onEnded: nothing,
  })
  return {
    check() {
      if (output.unplayable) return 'unplayable'
      if (!output.ready) return 'not ready'
      expectPlaylist(`${output.master('abcdefgh')}${output.media()}`)
      for (const { msn, parts } of output.window.listed) {
        for (const { bytes } of parts) expectTrue(`the boxes of segment ${msn} fill it`, boxesFill(bytes))
      }
      return 'ready'
    },
    close: () => output.close(),
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
