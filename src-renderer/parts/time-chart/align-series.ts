import type { ChartSeries } from './chart-series.ts'

/** All lines over one common row of times: undefined where a line has no point at that time, null where it breaks off. */
export type AlignedSeries = [times_ms: number[], ...values: (number | null | undefined)[][]]

/** The lines as the drawing wants them. @param gap_ms further apart than this, two points are not joined */
export function alignSeries(series: readonly ChartSeries[], gap_ms = Number.POSITIVE_INFINITY): AlignedSeries {
  const lines = series.map((line) => withGaps(line, gap_ms))
  const times = [...new Set(lines.flatMap((line) => [...line.keys()]))].sort((one, other) => one - other)
  return [times, ...lines.map((line) => times.map((at) => line.get(at)))]
}

function withGaps({ points }: ChartSeries, gap_ms: number): ReadonlyMap<number, number | null> {
  const line = new Map<number, number | null>()
  let before_ms: number | null = null
  for (const [at_ms, value] of points) {
    if (before_ms !== null && at_ms - before_ms > gap_ms) line.set(before_ms + 1, null)
    line.set(at_ms, value)
    before_ms = at_ms
  }
  return line
}

/** Places of a line that have neighbours on neither side: a line alone would not show them. */
export function isolated(values: readonly (number | null | undefined)[]): number[] {
  const known = values.flatMap((value, index) => (value === undefined ? [] : [{ value, index }]))
  return known.flatMap(({ value, index }, place) => {
    const alone = (known[place - 1]?.value ?? null) === null && (known[place + 1]?.value ?? null) === null
    return value !== null && alone ? [index] : []
  })
}
