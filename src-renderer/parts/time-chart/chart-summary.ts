import type { ChartPoint, ChartSeries, ChartUnit, ChartWindow } from './chart-series.ts'
import { texts } from './texts.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** How long a row of the table may be, in ms; the shortest with which the window has few enough rows is taken. */
const ROW_LENGTHS = [
  SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  60 * MINUTE,
] as const
const MOST_ROWS = 100

/** What a chart shows of a stretch of time: the mean of each line, null where nothing is known. */
export interface ChartRow {
  readonly from_ms: number
  readonly values: readonly (number | null)[]
}

/** The chart as rows of equal length, the newest first; stretches in which nothing is known are left out. */
export function chartRows(series: readonly ChartSeries[], { from_ms, to_ms }: ChartWindow): readonly ChartRow[] {
  const length_ms = rowLength(to_ms - from_ms)
  const rows = new Map<number, { sum: number; count: number }[]>()
  series.forEach(({ points }, place) => {
    for (const [at_ms, value] of points) {
      if (value === null || at_ms < from_ms || at_ms > to_ms) continue
      const start = Math.floor(at_ms / length_ms) * length_ms
      const row = rows.get(start) ?? series.map(() => ({ sum: 0, count: 0 }))
      rows.set(start, row)
      const cell = row[place]
      if (cell === undefined) continue
      cell.sum += value
      cell.count += 1
    }
  })
  return [...rows]
    .sort(([one], [other]) => other - one)
    .map(([start, row]) => ({
      from_ms: start,
      values: row.map(({ sum, count }) => (count === 0 ? null : sum / count)),
    }))
}

/** How long each row of the table of such a window is, in ms. */
export function rowLength(window_ms: number): number {
  return ROW_LENGTHS.find((length_ms) => window_ms / length_ms <= MOST_ROWS) ?? 60 * MINUTE
}

/** What somebody who does not see the chart is told of it: the newest value of each line, and between what it moved. */
export function chartSentence(
  series: readonly ChartSeries[],
  unit: ChartUnit,
  { from_ms, to_ms }: ChartWindow,
): string {
  const sentences = series.flatMap(({ label, points }) => {
    const known = points.flatMap(([at_ms, value]) =>
      value === null || at_ms < from_ms || at_ms > to_ms ? [] : [value],
    )
    const last = known.at(-1)
    if (last === undefined) return []
    const sum = known.reduce((total, value) => total + value, 0)
    const [lowest, highest] = known.reduce(
      ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
      [last, last],
    )
    return texts.sentence({
      ...{ label, last: unit.format(last), lowest: unit.format(lowest), highest: unit.format(highest) },
      mean: unit.format(sum / known.length),
    })
  })
  return sentences.length === 0 ? texts.nothing : sentences.join(' ')
}

/** The newest value of a line, unless it has broken off. */
export function newestValue(points: readonly ChartPoint[]): number | null {
  return points.at(-1)?.[1] ?? null
}
