import { formatBitrate, formatCount, formatNumber, formatPercent } from '../format.ts'

/** When, in ms since 1970 by the origin's clock, and how much; null: nothing is known from here to the next point. */
export type ChartPoint = readonly [t_ms: number, value: number | null]

/** One line of a chart; its points are in the order of their times. */
export interface ChartSeries {
  readonly label: string
  readonly points: readonly ChartPoint[]
}

/** From when to when a chart goes, in ms since 1970 by the origin's clock. */
export interface ChartWindow {
  readonly from_ms: number
  readonly to_ms: number
}

/** A value that should not be passed, drawn as a line of its own where it is near enough to be seen. */
export interface ChartLimit {
  readonly label: string
  readonly value: number
}

/** What the values of a chart are, and how they are written. */
export interface ChartUnit {
  readonly format: (value: number) => string
  /** The scale goes at least so high: noise of an idle machine is not to look like load. */
  readonly least_top: number
  /** The scale ends here, whatever comes. */
  readonly top?: number
  /** There is nothing between whole numbers. */
  readonly whole?: true
}

/** The units that the panel's charts are drawn in. */
export const chartUnits = {
  /** 0 to 100. */
  percent: { format: formatPercent, least_top: 100, top: 100 },
  kbps: { format: formatBitrate, least_top: 1_000 },
  count: { format: formatCount, least_top: 4, whole: true },
  ms: { format: (value) => `${formatNumber(value)} ms`, least_top: 10 },
  seconds: { format: (value) => `${formatNumber(value)} s`, least_top: 1 },
  fps: { format: (value) => `${formatNumber(value)} fps`, least_top: 10 },
} as const satisfies Readonly<Record<string, ChartUnit>>

/** Highest end of the scale of values up to `highest`, with a little room above the line. */
export function topOf(highest: number, { least_top, top }: ChartUnit, limit: ChartLimit | undefined): number {
  if (top !== undefined) return top
  const needed = Math.max(least_top, highest * 1.08)
  // A limit that is far away would press what is measured to the ground.
  return limit !== undefined && highest >= limit.value * 0.6 ? Math.max(needed, limit.value * 1.04) : needed
}
