import type { WatchedStream } from '../facts.ts'

/** One sample each ten seconds for five minutes. */
const SAMPLE_EVERY_MS = 10_000
const SAMPLES = 30
/** Before there are so many, nothing is usual. */
const ENOUGH = 12
/** A rate that stays low for so long is the new one, in ms. */
const NEW_NORMAL_MS = 10 * 60_000

interface Series {
  readonly kbps: number[]
  /** The same in their order: with thousands of streams a sort for each look would be most of it. */
  readonly sorted: number[]
  sampled_ms: number
  low_since_ms: number | null
  last_good_ms: number | null
}

/** The median of each session's bit rate over five minutes. What is far below it is not counted in, so that it stays told apart; bounded. */
export class BitrateMedians {
  readonly #series = new Map<string, Series>()

  /** Takes the rates of the sessions that are live; what is none any more is forgotten. @param now_ms milliseconds since 1970 */
  sample(streams: readonly WatchedStream[], now_ms: number): void {
    const live = new Set(streams.map(({ session }) => session.id as string))
    for (const id of this.#series.keys()) if (!live.has(id)) this.#series.delete(id)
    for (const { session } of streams) {
      const known = this.#series.get(session.id)
      const series = known ?? {
        kbps: [],
        sorted: [],
        sampled_ms: Number.NEGATIVE_INFINITY,
        low_since_ms: null,
        last_good_ms: null,
      }
      if (known === undefined) this.#series.set(session.id, series)
      // Nothing was measured yet.
      if (session.bitrate_kbps === 0 && series.kbps.length === 0) continue
      if (now_ms - series.sampled_ms < SAMPLE_EVERY_MS) continue
      series.sampled_ms = now_ms
      this.#take(series, session.bitrate_kbps, now_ms)
    }
  }

  /** In kbit/s; null: not enough is known. */
  of(session_id: string): number | null {
    const series = this.#series.get(session_id)
    return series === undefined ? null : usualOf(series)
  }

  lastGoodAt(session_id: string): string | null {
    const at_ms = this.#series.get(session_id)?.last_good_ms ?? null
    return at_ms === null ? null : new Date(at_ms).toISOString()
  }

  #take(series: Series, kbps: number, now_ms: number): void {
    const usual = usualOf(series)
    if (usual !== null && kbps < usual / 2) {
      series.low_since_ms ??= now_ms
      if (now_ms - series.low_since_ms < NEW_NORMAL_MS) return
      series.kbps.length = 0
      series.sorted.length = 0
    } else {
      series.last_good_ms = now_ms
    }
    series.low_since_ms = null
    series.kbps.push(kbps)
    series.sorted.splice(placeOf(series.sorted, kbps), 0, kbps)
    if (series.kbps.length <= SAMPLES) return
    const oldest = series.kbps.shift()
    if (oldest !== undefined) series.sorted.splice(placeOf(series.sorted, oldest), 1)
  }
}

/** The median; null: not enough is known. */
const usualOf = ({ sorted }: Series): number | null =>
  sorted.length < ENOUGH ? null : (sorted[Math.floor(sorted.length / 2)] ?? 0)

/** Where a value is, or would be, among values in their order. */
function placeOf(sorted: readonly number[], value: number): number {
  const at = sorted.findIndex((each) => each >= value)
  return at === -1 ? sorted.length : at
}
