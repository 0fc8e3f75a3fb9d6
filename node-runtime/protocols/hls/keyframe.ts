import type { LiveStream } from '../../media/live-stream.ts'
import type { NewestKeyframe } from '../../media/newest-keyframe.ts'
import { type HlsAnswer, hlsError } from './answer.ts'
import { codedFrame } from './coded-frame.ts'
import { fmp4 } from './fmp4/container.ts'
import { trackFormat } from './track-format.ts'

/** How long a cache may show a keyframe without asking again, in seconds. */
const KEEP_S = 1
/** How long the one picture is shown, in ms: a player has to see an end. */
const SHOWN_MS = 1000

/** Made once for each keyframe that anybody asks for; let go of with the keyframe itself. */
const made = new WeakMap<NewestKeyframe, Buffer | null>()

/**
 * The newest keyframe of a stream as an MP4 of one frame: an init segment and a movie fragment. Nothing is decoded, so that it costs a copy of
 * the frame, and only when somebody asks.
 */
export function keyframeAnswer(stream: LiveStream): HlsAnswer {
  const { keyframe, path, session_id } = stream
  if (!keyframe) return hlsError(404, 'no_keyframe', `${path} has sent no keyframe yet, or no picture at all.`)
  const known = made.get(keyframe)
  const movie = known === undefined ? keyframeMovie(keyframe) : known
  if (known === undefined) made.set(keyframe, movie)
  if (!movie) {
    return hlsError(
      404,
      'not_playable',
      `The pictures of ${path} are of no codec that MP4 carries here (${fmp4.codecs}).`,
    )
  }
  const headers = {
    'Content-Type': fmp4.type,
    'Cache-Control': `public, max-age=${KEEP_S}`,
    ETag: `"${session_id}-${Math.round(keyframe.unit.dts_ms)}"`,
    'Last-Modified': keyframe.came_at.toUTCString(),
    'Accept-Ranges': 'bytes',
  }
  return { kind: 'bytes', headers, body: [movie], ranges: true, tag: '' }
}

/** The keyframe as a movie of one frame; null where its codec has no place in MP4 here. */
export function keyframeMovie({ unit, config, metadata }: NewestKeyframe): Buffer | null {
  const format = trackFormat(config, (unit.track_id ?? 0) === 0 ? (metadata?.values ?? null) : null)
  const frame = codedFrame(unit)
  if (!format || !frame || !fmp4.carries(format)) return null
  const muxer = fmp4.muxer([format])
  const duration = (SHOWN_MS * format.timescale) / 1000
  const picture = { data: frame.data, time: 0, duration, composition: 0, sync: true }
  return Buffer.concat([...(muxer.init ? [muxer.init] : []), muxer.part([[picture]])])
}
