import { formatDateTime, formatTime, NOTHING } from '../format.ts'
import type { ChartSeries, ChartUnit, ChartWindow } from './chart-series.ts'
import { chartRows } from './chart-summary.ts'
import { texts } from './texts.ts'
import classes from './time-chart.module.css'

interface ChartTableProps {
  readonly label: string
  readonly unit: ChartUnit
  readonly series: readonly ChartSeries[]
  readonly window: ChartWindow
}

const DAY_MS = 24 * 60 * 60 * 1_000

/** What a chart shows as figures, the newest first. */
export function ChartTable({ label, unit, series, window }: ChartTableProps) {
  const rows = chartRows(series, window)
  const when = window.to_ms - window.from_ms >= DAY_MS ? formatDateTime : formatTime
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by the keyboard as well
    <section className={classes.rows} aria-label={texts.tableOf(label)} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{texts.time}</th>
            {series.map((line) => (
              <th key={line.label} scope="col" className={classes.number}>
                {line.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ from_ms, values }) => (
            <tr key={from_ms}>
              <th scope="row">
                <time dateTime={new Date(from_ms).toISOString()}>{when(from_ms)}</time>
              </th>
              {series.map((line, place) => (
                <td key={line.label} className={classes.number}>
                  {written(values[place], unit)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const written = (value: number | null | undefined, unit: ChartUnit): string =>
  value === null || value === undefined ? NOTHING : unit.format(value)
