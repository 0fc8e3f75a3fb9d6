import type { Container } from './container.ts'
import type { Segment, SegmentWindow } from './segment-window.ts'

type Suffix = Container['suffix']

/** Names of what a media playlist refers to, beside it. A tag stands for one rendition in one container of one node, so that no name ever means other bytes. */
export const mediaName = (tag: string) => `${tag}.m3u8`
export const initName = (tag: string, number: number) => `${tag}-i${number}.mp4`
export const segmentName = (tag: string, msn: number, suffix: Suffix) => `${tag}-s${msn}.${suffix}`
export const partName = (tag: string, msn: number, part: number, suffix: Suffix) => `${tag}-s${msn}p${part}.${suffix}`

/** Parts are listed of the segments that end in so many target durations before the end (RFC 8216bis 6.2.2). */
const PARTS_LISTED_TARGETS = 3
/** Where players begin, behind the end: so many part targets and target durations (RFC 8216bis 4.4.3.8). */
const PART_HOLD_BACK_PARTS = 3
const HOLD_BACK_TARGETS = 3
/** A delta update leaves out segments that end earlier than so many target durations before the end: six at the least (RFC 8216bis 4.4.3.8). */
const SKIP_TARGETS = 6
/** EXT-X-SKIP is of this version (RFC 8216bis 8). */
const DELTA_VERSION = 9

/** Of what a media playlist is made besides its segments. */
export interface MediaPlaylistFacts {
  readonly tag: string
  readonly container: Container
  /** Time of day at which the stream's own clock was 0, in ms. */
  readonly epoch_ms: number
  /** A delta update is wanted (RFC 8216bis 6.2.5.1). */
  readonly skip: boolean
}

/** The media playlist (RFC 8216bis 4.4.3 to 4.4.5) of what is held at this moment. */
export function mediaPlaylist(window: SegmentWindow, { tag, container, epoch_ms, skip }: MediaPlaylistFacts): string {
  const { listed, growing, target_s } = window
  const all = growing && container.parts ? [...listed, growing] : listed
  const end_ms = all.reduce((sum, { duration_ms }) => sum + duration_ms, 0)
  const skipped = skip ? skippable(listed, end_ms - target_s * 1000 * SKIP_TARGETS) : 0
  const out = [...headLines(window, container, skipped), `#EXT-X-MEDIA-SEQUENCE:${all[0]?.msn ?? 0}`]
  out.push(`#EXT-X-DISCONTINUITY-SEQUENCE:${window.discontinuity_sequence}`)
  if (all.every(({ parts }) => parts[0]?.independent !== false)) out.push('#EXT-X-INDEPENDENT-SEGMENTS')
  if (skipped > 0) out.push(`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}`)
  const parts_from_ms = container.parts ? end_ms - target_s * 1000 * PARTS_LISTED_TARGETS : Number.POSITIVE_INFINITY
  let at_ms = 0
  for (const [index, segment] of all.entries()) {
    at_ms += segment.duration_ms
    if (index < skipped) continue
    const map = segment.init !== all[index - 1]?.init && window.init(segment.init) !== undefined
    if (segment.discontinuity) out.push('#EXT-X-DISCONTINUITY')
    if (map) out.push(`#EXT-X-MAP:URI="${initName(tag, segment.init)}"`)
    out.push(...segmentLines(segment, tag, container, epoch_ms, at_ms > parts_from_ms))
    if (segment !== growing)
      out.push(`#EXTINF:${seconds(segment.duration_ms)},`, segmentName(tag, segment.msn, container.suffix))
  }
  if (growing && container.parts) {
    const next = partName(tag, growing.msn, growing.parts.length, container.suffix)
    out.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${next}"`)
  } else if (!growing) {
    out.push('#EXT-X-ENDLIST')
  }
  return lines(out)
}

/** What another media playlist of the same stream has, so that a player can change to it without asking first (RFC 8216bis 4.4.5.4). */
export interface RenditionReport {
  /** As the master playlist names it, relative to the media playlist. */
  readonly uri: string
  readonly msn: number
  readonly part: number | null
}

export function reportLine({ uri, msn, part }: RenditionReport): string {
  const last_part = part === null ? '' : `,LAST-PART=${part}`
  return `#EXT-X-RENDITION-REPORT:URI="${uri}",LAST-MSN=${msn}${last_part}\n`
}

/** What a playlist says of itself and of how it is loaded (RFC 8216bis 4.4.3). */
function headLines(
  { target_s, part_target_ms }: SegmentWindow,
  { version, parts }: Container,
  skipped: number,
): string[] {
  const control = [
    'CAN-BLOCK-RELOAD=YES',
    `CAN-SKIP-UNTIL=${target_s * SKIP_TARGETS}`,
    ...(parts ? [`PART-HOLD-BACK=${seconds(part_target_ms * PART_HOLD_BACK_PARTS)}`] : []),
    `HOLD-BACK=${target_s * HOLD_BACK_TARGETS}`,
  ]
  return [
    '#EXTM3U',
    `#EXT-X-VERSION:${skipped > 0 ? DELTA_VERSION : version}`,
    `#EXT-X-TARGETDURATION:${target_s}`,
    `#EXT-X-SERVER-CONTROL:${control.join(',')}`,
    ...(parts ? [`#EXT-X-PART-INF:PART-TARGET=${seconds(part_target_ms)}`] : []),
  ]
}

/** How many segments end before this place in the list. */
function skippable(listed: readonly Segment[], boundary_ms: number): number {
  let at_ms = 0
  const first_kept = listed.findIndex(({ duration_ms }) => {
    at_ms += duration_ms
    return at_ms >= boundary_ms
  })
  return Math.max(0, first_kept)
}

function segmentLines(
  segment: Segment,
  tag: string,
  { suffix }: Container,
  epoch_ms: number,
  with_parts: boolean,
): string[] {
  if (segment.parts.length === 0) return []
  const out = [`#EXT-X-PROGRAM-DATE-TIME:${new Date(epoch_ms + segment.start_ms).toISOString()}`]
  if (!with_parts) return out
  for (const [index, { duration_ms, independent }] of segment.parts.entries()) {
    const uri = partName(tag, segment.msn, index, suffix)
    out.push(`#EXT-X-PART:DURATION=${seconds(duration_ms)},URI="${uri}"${independent ? ',INDEPENDENT=YES' : ''}`)
  }
  return out
}

const seconds = (ms: number) => (ms / 1000).toFixed(5).replace(/(\.\d{3}\d*?)0+$/, '$1')
const lines = (all: readonly string[]) => `${all.join('\n')}\n`
