/** One reading: when, in ms of any clock, and how much. */
export interface Reading {
  readonly at_ms: number
  readonly value: number
}

const MS_AN_HOUR = 3_600_000

/** The lowest reading of each of so many windows of equal length: what stays when the collector has been. */
export function lowest(readings: readonly Reading[], windows: number): readonly Reading[] {
  const size = Math.max(1, Math.ceil(readings.length / windows))
  const lows: Reading[] = []
  for (let from = 0; from < readings.length; from += size) {
    const [first, ...rest] = readings.slice(from, from + size)
    if (first) lows.push(rest.reduce((low, reading) => (reading.value < low.value ? reading : low), first))
  }
  return lows
}

/** The slope of the straight line nearest to the readings, in their unit an hour; 0 for fewer than two. */
export function slopeAnHour(readings: readonly Reading[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const at = mean(readings.map(({ at_ms }) => at_ms))
  const level = mean(readings.map(({ value }) => value))
  const spread = readings.reduce((sum, { at_ms }) => sum + (at_ms - at) ** 2, 0)
  if (readings.length < 2 || spread === 0) return 0
  return (readings.reduce((sum, { at_ms, value }) => sum + (at_ms - at) * (value - level), 0) / spread) * MS_AN_HOUR
}
