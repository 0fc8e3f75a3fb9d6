import 'uplot/dist/uPlot.min.css'
import uPlot from 'uplot'
import { formatDayOfMonth, formatMinute, formatTime } from '../format.ts'
import { type AlignedSeries, isolated } from './align-series.ts'
import { type ChartLimit, type ChartUnit, type ChartWindow, topOf } from './chart-series.ts'
import { lineDashes, lineInks } from './line-look.ts'

const MINUTE = 60_000
/** Least room between two times and between two values, in CSS pixels: they never touch. */
const TIME_SPACE = 76
const VALUE_SPACE = 34
const FONT_PX = 11
/** Behind a colour of six digits: one part in eight. */
const FILL_ALPHA = '20'

/** What is drawn at this moment. */
export interface ChartContent {
  readonly data: AlignedSeries
  readonly window: ChartWindow
  readonly limit: ChartLimit | undefined
}

/** One chart on a canvas. Whoever makes it closes it. */
export class ChartDrawing {
  readonly #frame: HTMLElement
  readonly #unit: ChartUnit
  readonly #plot: uPlot
  readonly #sizes: ResizeObserver
  #content: ChartContent

  /** @param onPoint hears the place in the row of times that the pointer is at; null: it is at none */
  constructor(frame: HTMLElement, unit: ChartUnit, content: ChartContent, onPoint: (index: number | null) => void) {
    this.#frame = frame
    this.#unit = unit
    this.#content = content
    this.#plot = new uPlot(this.#options(onPoint), content.data, frame)
    this.#sizes = new ResizeObserver(() => this.#plot.setSize(sizeOf(frame)))
    this.#sizes.observe(frame)
  }

  show(content: ChartContent): void {
    this.#content = content
    this.#plot.setData(content.data)
  }

  /** Draws the same in the colours of now. */
  redraw(): void {
    this.#plot.redraw(false)
  }

  close(): void {
    this.#sizes.disconnect()
    this.#plot.destroy()
  }

  #ink(name: string): string {
    return getComputedStyle(this.#frame).getPropertyValue(name).trim()
  }

  #options(onPoint: (index: number | null) => void): uPlot.Options {
    const words = { font: this.#font(1), stroke: () => this.#ink('--mantine-color-dimmed') }
    const grid = { stroke: () => this.#ink('--hw-line'), width: 1 }
    const unit = this.#unit
    return {
      ...sizeOf(this.#frame),
      ms: 1,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: {
        x: { time: true, range: () => [this.#content.window.from_ms, this.#content.window.to_ms] },
        y: { range: (_plot, _low, high) => [0, topOf(high ?? 0, unit, this.#content.limit)] },
      },
      axes: [
        {
          ...words,
          grid: { show: false },
          ticks: { ...grid, size: 4 },
          space: TIME_SPACE,
          size: 28,
          values: timeWords,
        },
        {
          ...words,
          ...(unit.whole ? { incrs: WHOLE_STEPS } : {}),
          grid,
          ticks: { show: false },
          space: VALUE_SPACE,
          size: (plot, values) => this.#widthOf(plot, values ?? []) + 12,
          values: (_plot, splits) => splits.map(unit.format),
        },
      ],
      series: [{}, ...this.#content.data.slice(1).map((_, place) => this.#line(place))],
      hooks: {
        setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)],
        draw: [(plot) => this.#drawLimit(plot)],
      },
    }
  }

  #font(ratio: number): string {
    return `${FONT_PX * ratio}px ${getComputedStyle(this.#frame).fontFamily}`
  }

  /** Width of the longest of these in CSS pixels. */
  #widthOf({ ctx }: uPlot, values: readonly string[]): number {
    ctx.save()
    ctx.font = this.#font(1)
    const widest = Math.max(0, ...values.map((value) => ctx.measureText(value).width))
    ctx.restore()
    return Math.ceil(widest)
  }

  #line(place: number): uPlot.Series {
    const ink = lineInks[place % lineInks.length] ?? '--hw-flow'
    const dash = lineDashes[place % lineDashes.length]
    return {
      width: place === 0 ? 1.75 : 1.5,
      stroke: () => this.#ink(ink),
      ...(dash === undefined ? {} : { dash: [...dash] }),
      // Only the first line is filled: over one another, fillings mix to colours that mean nothing.
      ...(place === 0 ? { fill: () => `${this.#ink(ink)}${FILL_ALPHA}` } : {}),
      points: {
        show: true,
        size: 4,
        filter: (plot, line) => isolated(plot.data[line] as (number | null | undefined)[]),
      },
    }
  }

  #drawLimit({ ctx, bbox, scales, valToPos }: uPlot): void {
    const { limit } = this.#content
    if (limit === undefined || limit.value > (scales.y?.max ?? 0)) return
    const y = Math.round(valToPos(limit.value, 'y', true))
    const { devicePixelRatio: ratio } = window
    ctx.save()
    ctx.strokeStyle = this.#ink('--hw-warn')
    ctx.fillStyle = this.#ink('--hw-warn')
    ctx.lineWidth = ratio
    ctx.setLineDash([2 * ratio, 3 * ratio])
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
    ctx.font = this.#font(ratio)
    ctx.textAlign = 'right'
    ctx.textBaseline = y - bbox.top < 16 * ratio ? 'top' : 'bottom'
    ctx.fillText(limit.label, bbox.left + bbox.width - 4 * ratio, y + (ctx.textBaseline === 'top' ? 3 : -3) * ratio)
    ctx.restore()
  }
}

const WHOLE_STEPS = [1, 2, 5]
  .flatMap((step) => Array.from({ length: 9 }, (_, zeros) => step * 10 ** zeros))
  .sort((one, other) => one - other)

const sizeOf = ({ clientWidth, clientHeight }: HTMLElement) => ({ width: clientWidth, height: clientHeight })

/** Times of day as closely as their distance asks for; where a day begins, the day. */
function timeWords(_plot: uPlot, splits: number[], _axis: number, _space: number, step_ms: number): string[] {
  return splits.map((at_ms) => {
    if (step_ms < MINUTE) return formatTime(at_ms)
    const at = new Date(at_ms)
    return at.getHours() === 0 && at.getMinutes() === 0 ? formatDayOfMonth(at_ms) : formatMinute(at_ms)
  })
}
