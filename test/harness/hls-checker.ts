import { type ListedSegment, type MediaPlaylist, PlaylistFault } from './hls-playlist.ts'

/** Rounding of durations to five digits. */
const ROUNDING_S = 0.001
/** Times of day are whole ms. */
const DATE_ROUNDING_MS = 2

function must(holds: boolean, what: string): void {
  if (!holds) throw new PlaylistFault(what)
}
const durationOf = ({ whole, parts }: ListedSegment) =>
  whole?.duration_s ?? parts.reduce((sum, part) => sum + part.duration_s, 0)

/** Checks one media playlist from reload to reload, by the rules of RFC 8216bis. */
export class HlsChecker {
  #before: MediaPlaylist | null = null
  readonly #segments = new Map<number, ListedSegment>()

  get newest(): MediaPlaylist | null {
    return this.#before
  }

  /** Every whole segment seen, by its media sequence number. */
  get segments(): ReadonlyMap<number, ListedSegment> {
    return this.#segments
  }

  /** @param playlist the next one loaded, whole or a delta update @throws {PlaylistFault} */
  check(playlist: MediaPlaylist): void {
    checkHead(playlist)
    checkParts(playlist)
    checkSegments(playlist)
    this.#checkReload(playlist)
    for (const segment of playlist.segments) if (segment.whole) this.#segments.set(segment.msn, segment)
    this.#before = playlist
  }

  /** What stays the same, and what only grows (6.2.1, 6.2.2). */
  #checkReload(now: MediaPlaylist): void {
    const before = this.#before
    if (!before) {
      must(now.skipped === 0, 'the first playlist is a delta update')
      return
    }
    must(!before.ended, 'something follows the end')
    must(now.first_msn >= before.first_msn, 'EXT-X-MEDIA-SEQUENCE falls')
    must(now.discontinuity_sequence >= before.discontinuity_sequence, 'EXT-X-DISCONTINUITY-SEQUENCE falls')
    must(now.target_s >= before.target_s, 'the target duration falls')
    const last = before.segments.at(-1)
    must(now.first_msn <= (last?.msn ?? 0) + 1, 'a segment was never listed')
    for (const segment of now.segments) {
      const known = this.#segments.get(segment.msn)
      if (!known) continue
      must(known.whole?.uri === segment.whole?.uri, `segment ${segment.msn} has another name`)
      must(known.whole?.duration_s === segment.whole?.duration_s, `segment ${segment.msn} has another duration`)
      must(known.discontinuity === segment.discontinuity, `segment ${segment.msn} is behind another discontinuity`)
      must(known.date_ms === segment.date_ms, `segment ${segment.msn} has another date`)
    }
    if (!last || last.whole) return
    const again = now.segments.find(({ msn }) => msn === last.msn)
    const listed = again && again.parts.length > 0 ? again.parts : last.parts
    for (const [index, part] of last.parts.entries())
      must(listed[index]?.uri === part.uri, `part ${index} of ${last.msn} changed`)
    const came = again?.parts[last.parts.length] ?? now.segments.find(({ msn }) => msn === last.msn + 1)?.parts[0]
    const hinted = !came || now.ended || came.uri === before.hint || came.uri.includes(`-s${last.msn + 1}p0`)
    must(hinted, `the hint was ${before.hint}, and ${came?.uri} came`)
  }
}

/** 4.4.3, 8. */
function checkHead(playlist: MediaPlaylist): void {
  const { version, target_s, part_target_s, control, segments, skipped, ended, hint } = playlist
  must(Number.isInteger(target_s), 'no target duration')
  const needs = Math.max(3, segments.some(({ map }) => map !== null) ? 6 : 0, skipped > 0 ? 9 : 0)
  must(version >= needs, `version ${version} where ${needs} is needed`)
  const parts = segments.some((segment) => segment.parts.length > 0)
  must(part_target_s !== null || !parts, 'parts without PART-TARGET')
  const of = (name: string) => Number(control.get(name))
  must(control.get('CAN-BLOCK-RELOAD') === 'YES', 'parts without blocking reload')
  must(
    part_target_s === null || of('PART-HOLD-BACK') >= 3 * (part_target_s ?? 0) - ROUNDING_S,
    'PART-HOLD-BACK is less than three part targets',
  )
  must(of('HOLD-BACK') >= 3 * target_s, 'HOLD-BACK is less than three target durations')
  must(of('CAN-SKIP-UNTIL') >= 6 * target_s, 'CAN-SKIP-UNTIL is less than six target durations')
  must(part_target_s === null ? hint === null : ended !== (hint !== null), 'a hint behind the end, or none before it')
}

/** 4.4.4.9, 4.4.3.7. */
function checkParts({ segments, part_target_s, ended }: MediaPlaylist): void {
  const target = part_target_s ?? 0
  for (const { msn, parts, whole } of segments) {
    for (const [index, { duration_s }] of parts.entries()) {
      must(duration_s <= target + ROUNDING_S, `part ${index} of ${msn} of ${duration_s} s is longer than ${target} s`)
      const last = whole !== null && index === parts.length - 1
      must(
        last || ended || duration_s >= 0.85 * target - ROUNDING_S,
        `part ${index} of ${msn} of ${duration_s} s is too short`,
      )
    }
    if (!whole || parts.length === 0) continue
    const sum = parts.reduce((total, { duration_s }) => total + duration_s, 0)
    must(
      Math.abs(sum - whole.duration_s) <= ROUNDING_S,
      `the parts of ${msn} last ${sum} s, the segment ${whole.duration_s} s`,
    )
  }
}

/** 4.4.4.1, 6.2.2, 4.4.4.6, B.1. */
function checkSegments({ segments, target_s, independent, skipped, part_target_s }: MediaPlaylist): void {
  let total_s = 0
  for (const [index, segment] of segments.entries()) {
    const { msn, whole, map, date_ms, parts } = segment
    if (whole)
      must(Math.round(whole.duration_s) <= target_s, `segment ${msn} of ${whole.duration_s} s is over ${target_s} s`)
    if (whole?.uri.endsWith('.m4s')) must(map !== null || skipped > 0, `segment ${msn} has no EXT-X-MAP`)
    if (whole?.uri.endsWith('.ts')) must(map === null, `segment ${msn} has an EXT-X-MAP`)
    must(date_ms !== null && Number.isFinite(date_ms), `segment ${msn} has no date`)
    if (independent && parts[0]) must(parts[0].independent, `segment ${msn} does not stand alone`)
    const next = segments[index + 1]
    if (next && next.discontinuity === segment.discontinuity) {
      const drift_ms = (next.date_ms ?? 0) - (date_ms ?? 0) - durationOf(segment) * 1000
      must(
        Math.abs(drift_ms) <= DATE_ROUNDING_MS,
        `segment ${next.msn} begins ${drift_ms} ms off the end of the one before`,
      )
    }
    total_s += durationOf(segment)
  }
  let from_end_s = 0
  for (const segment of segments.toReversed()) {
    const parted =
      part_target_s === null || segment.parts.length > 0 || from_end_s + durationOf(segment) >= 3 * target_s
    must(parted, `segment ${segment.msn} is new and has no parts listed`)
    from_end_s += durationOf(segment)
  }
  must(total_s > 0, 'there is nothing')
}
