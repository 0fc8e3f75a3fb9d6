import type { Anchor } from './moved.ts'
import type { SegmentWindow } from './segment-window.ts'

/**
 * By how much the numbers of viewers who came from another node are above those of this one. hls.js reckons from a jump of the numbers how
 * much of the stream it has missed, and goes so far ahead: a viewer is told the numbers that it would have been told where it comes from.
 */
export class MovedNumbers {
  readonly #most: number
  readonly #shifts = new Map<string, number>()

  /** @param most viewers that are known at once; those known longest are forgotten first */
  constructor(most: number) {
    this.#most = most
  }

  /** 0 for whoever did not come from elsewhere. */
  of(session: string | null): number {
    return session === null ? 0 : (this.#shifts.get(session) ?? 0)
  }

  /** The viewer came from elsewhere, where it was at `from`. What it was told once stays so. */
  settle(session: string, from: Anchor | null, window: SegmentWindow): number {
    const known = this.#shifts.get(session)
    if (known !== undefined) return known
    const shift = from === null ? null : shiftOf(from, window)
    if (shift === null) return 0
    this.#shifts.set(session, shift)
    const [oldest] = this.#shifts.keys()
    if (this.#shifts.size > this.#most && oldest !== undefined) this.#shifts.delete(oldest)
    return shift
  }
}

/** The segment here that is nearest to that place has the number it would have there; null while there is none. */
export function shiftOf(from: Anchor, window: SegmentWindow): number | null {
  const { listed, growing } = window
  const all = growing !== null && growing.parts.length > 0 ? [...listed, growing] : listed
  const [first, ...others] = all
  if (first === undefined) return null
  const away = ({ start_ms }: { readonly start_ms: number }) => Math.abs(start_ms - from.start_ms)
  const nearest = others.reduce((best, one) => (away(one) < away(best) ? one : best), first)
  const usual_ms =
    listed.length === 0
      ? window.target_s * 1_000
      : listed.reduce((sum, { duration_ms }) => sum + duration_ms, 0) / listed.length
  const between = Math.round((nearest.start_ms - from.start_ms) / Math.max(1, usual_ms))
  return from.msn + between - nearest.msn
}

/** A media playlist with its numbers so much higher. */
export function shifted(playlist: string, shift: number): string {
  if (shift === 0) return playlist
  return playlist.replace(/^#EXT-X-MEDIA-SEQUENCE:(\d+)$/m, (_, msn) => `#EXT-X-MEDIA-SEQUENCE:${Number(msn) + shift}`)
}
