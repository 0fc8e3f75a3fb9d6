import type { Segment, SegmentWindow } from './segment-window.ts'

/** Names of what a media playlist refers to, beside it. A tag stands for one output of one node, so that no name ever means other bytes. */
export const mediaName = (tag: string) => `${tag}.m3u8`
export const initName = (tag: string, number: number) => `${tag}-i${number}.mp4`
export const segmentName = (tag: string, msn: number) => `${tag}-s${msn}.m4s`
export const partName = (tag: string, msn: number, part: number) => `${tag}-s${msn}p${part}.m4s`

/** Parts are listed of the segments that end in so many target durations before the end (RFC 8216bis 6.2.2). */
const PARTS_LISTED_TARGETS = 3
/** Where players begin, behind the end: so many part targets and target durations (RFC 8216bis 4.4.3.8). */
const PART_HOLD_BACK_PARTS = 3
const HOLD_BACK_TARGETS = 3

const VERSION = 9

export interface MasterFacts {
  /** RFC 6381, of every track. */
  readonly codecs: readonly string[]
  /** 0: not known. */
  readonly width: number
  readonly height: number
  readonly fps: number | null
  /** Bits per second of the segment with the most, and on the average. */
  readonly peak_bps: number
  readonly average_bps: number
}

/** The multivariant playlist (RFC 8216bis 4.4.6), of one variant. */
export function masterPlaylist(facts: MasterFacts, media_uri: string): string {
  const { codecs, width, height, fps, peak_bps, average_bps } = facts
  const attributes = [
    `BANDWIDTH=${Math.max(1, Math.round(peak_bps))}`,
    `AVERAGE-BANDWIDTH=${Math.max(1, Math.round(average_bps))}`,
    `CODECS="${codecs.join(',')}"`,
    ...(width > 0 && height > 0 ? [`RESOLUTION=${width}x${height}`] : []),
    ...(fps !== null ? [`FRAME-RATE=${fps.toFixed(3)}`] : []),
  ]
  return lines(['#EXTM3U', `#EXT-X-VERSION:${VERSION}`, `#EXT-X-STREAM-INF:${attributes.join(',')}`, media_uri])
}

/**
 * The media playlist (RFC 8216bis 4.4.3 to 4.4.5) of what is held at this moment.
 * @param epoch_ms time of day at which the stream's own clock was 0
 */
export function mediaPlaylist(window: SegmentWindow, tag: string, epoch_ms: number): string {
  const { listed, growing, target_s, part_target_ms } = window
  const part_target = seconds(part_target_ms)
  const all = growing ? [...listed, growing] : listed
  const out = [
    '#EXTM3U',
    `#EXT-X-VERSION:${VERSION}`,
    `#EXT-X-TARGETDURATION:${target_s}`,
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${seconds(part_target_ms * PART_HOLD_BACK_PARTS)},HOLD-BACK=${target_s * HOLD_BACK_TARGETS}`,
    `#EXT-X-PART-INF:PART-TARGET=${part_target}`,
    `#EXT-X-MEDIA-SEQUENCE:${all[0]?.msn ?? 0}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${window.discontinuity_sequence}`,
  ]
  if (all.every(({ parts }) => parts[0]?.independent !== false)) out.push('#EXT-X-INDEPENDENT-SEGMENTS')
  const end_ms = all.reduce((sum, { duration_ms }) => sum + duration_ms, 0)
  const parts_from_ms = end_ms - target_s * 1000 * PARTS_LISTED_TARGETS
  let at_ms = 0
  let init = -1
  for (const segment of all) {
    if (segment.discontinuity) out.push('#EXT-X-DISCONTINUITY')
    if (segment.init !== init) out.push(`#EXT-X-MAP:URI="${initName(tag, segment.init)}"`)
    init = segment.init
    at_ms += segment.duration_ms
    if (segment.parts.length > 0) out.push(...segmentLines(segment, tag, epoch_ms, at_ms > parts_from_ms))
    if (segment !== growing) out.push(`#EXTINF:${seconds(segment.duration_ms)},`, segmentName(tag, segment.msn))
  }
  if (growing) {
    const next = partName(tag, growing.msn, growing.parts.length)
    out.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${next}"`)
  } else {
    out.push('#EXT-X-ENDLIST')
  }
  return lines(out)
}

function segmentLines(segment: Segment, tag: string, epoch_ms: number, with_parts: boolean): string[] {
  const out = [`#EXT-X-PROGRAM-DATE-TIME:${new Date(epoch_ms + segment.start_ms).toISOString()}`]
  if (!with_parts) return out
  for (const [index, { duration_ms, independent }] of segment.parts.entries()) {
    const uri = partName(tag, segment.msn, index)
    out.push(`#EXT-X-PART:DURATION=${seconds(duration_ms)},URI="${uri}"${independent ? ',INDEPENDENT=YES' : ''}`)
  }
  return out
}

const seconds = (ms: number) => (ms / 1000).toFixed(5).replace(/(\.\d{3}\d*?)0+$/, '$1')
const lines = (all: readonly string[]) => `${all.join('\n')}\n`
