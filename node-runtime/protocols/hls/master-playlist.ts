import type { Container } from './container.ts'
import type { TrackFormat } from './track-format.ts'

/** One rendition of a stream as a master playlist tells of it. */
export interface RenditionFacts {
  readonly tracks: readonly TrackFormat[]
  /** Where its media playlist is, beside the master playlist. */
  readonly uri: string
  readonly fps: number | null
  /** Bits per second of the segment with the most, and on the average. */
  readonly peak_bps: number
  readonly average_bps: number
}

const SOUNDS = 'sound'

/**
 * The multivariant playlist (RFC 8216bis 4.4.6). A stream of one rendition has one variant. Of more, each rendition with a picture is a
 * variant, and those of sound alone are a group beside them, the first of which plays where nobody chooses.
 */
export function masterPlaylist({ version }: Container, renditions: readonly RenditionFacts[]): string {
  const pictures = renditions.filter(({ tracks }) => tracks.some(({ kind }) => kind === 'video'))
  const grouped = renditions.length > 1 ? renditions.filter((rendition) => !pictures.includes(rendition)) : []
  const variants = pictures.length > 0 ? pictures : renditions.slice(0, 1)
  const head = ['#EXTM3U', `#EXT-X-VERSION:${version}`]
  return `${[...head, ...grouped.map(media), ...variants.flatMap((one) => variant(one, grouped))].join('\n')}\n`
}

/** EXT-X-MEDIA (RFC 8216bis 4.4.6.1). */
function media({ tracks, uri }: RenditionFacts, index: number): string {
  const [track] = tracks
  const attributes = [
    'TYPE=AUDIO',
    `GROUP-ID="${SOUNDS}"`,
    `NAME="Sound ${index + 1}"`,
    ...(index === 0 ? ['DEFAULT=YES', 'AUTOSELECT=YES'] : ['DEFAULT=NO', 'AUTOSELECT=NO']),
    ...(track?.kind === 'audio' ? [`CHANNELS="${track.channels}"`] : []),
    `URI="${uri}"`,
  ]
  return `#EXT-X-MEDIA:${attributes.join(',')}`
}

/** EXT-X-STREAM-INF (RFC 8216bis 4.4.6.2): what plays when this is chosen, with the largest sound of the group. */
function variant(rendition: RenditionFacts, grouped: readonly RenditionFacts[]): string[] {
  const others = grouped.filter((one) => one !== rendition)
  const codecs = new Set([rendition, ...others].flatMap(({ tracks }) => tracks.map(({ codec_string }) => codec_string)))
  const bits = (of: 'peak_bps' | 'average_bps') =>
    Math.max(1, Math.round(rendition[of] + Math.max(0, ...others.map((other) => other[of]))))
  const { width = 0, height = 0 } = rendition.tracks.find((track) => track.kind === 'video') ?? {}
  const attributes = [
    `BANDWIDTH=${bits('peak_bps')}`,
    `AVERAGE-BANDWIDTH=${bits('average_bps')}`,
    `CODECS="${[...codecs].join(',')}"`,
    ...(width > 0 && height > 0 ? [`RESOLUTION=${width}x${height}`] : []),
    ...(rendition.fps !== null ? [`FRAME-RATE=${rendition.fps.toFixed(3)}`] : []),
    ...(grouped.length > 0 ? [`AUDIO="${SOUNDS}"`] : []),
  ]
  return [`#EXT-X-STREAM-INF:${attributes.join(',')}`, rendition.uri]
}
