import { Button } from '@mantine/core'
import { lazy, Suspense, useMemo, useState } from 'react'
import { formatTime, NOTHING } from '../format.ts'
import { persistentImport } from '../persistent-import.ts'
import { alignSeries } from './align-series.ts'
import type { ChartLimit, ChartSeries, ChartUnit, ChartWindow } from './chart-series.ts'
import { chartSentence, newestValue } from './chart-summary.ts'
import { ChartTable } from './chart-table.tsx'
import { lineDashes, lineInks } from './line-look.ts'
import { texts } from './texts.ts'
import classes from './time-chart.module.css'

const ChartCanvas = lazy(() => persistentImport(() => import('./chart-canvas.tsx')))

interface TimeChartProps {
  /** What is drawn, for its head: `Processor and memory`. */
  readonly label: string
  /** Of all lines; what is measured in another unit is another chart. */
  readonly unit: ChartUnit
  /** One to three; the first is the one that matters most. */
  readonly series: readonly ChartSeries[]
  /** What is on the screen; moving its end moves the drawing. */
  readonly window: ChartWindow
  readonly limit?: ChartLimit | undefined
  /** Points further apart than this are not joined: nothing is known of the time between them. Absent: only null breaks a line. */
  readonly gap_ms?: number | undefined
  /** For those who do not see the drawing; absent: newest value, span and mean of each line. */
  readonly sentence?: string | undefined
}

/** Values over time as a drawing, as a sentence, and as a table; the drawing is loaded when the first is shown. */
export function TimeChart({ label, unit, series, window, limit, gap_ms, sentence }: TimeChartProps) {
  const [as_table, setAsTable] = useState(false)
  const [pointed, setPointed] = useState<number | null>(null)
  const data = useMemo(() => alignSeries(series, gap_ms), [series, gap_ms])
  const { from_ms, to_ms } = window
  const content = useMemo(() => ({ data, window: { from_ms, to_ms }, limit }), [data, from_ms, to_ms, limit])
  const pointed_ms = pointed === null ? undefined : data[0][pointed]
  const known = series.some(({ points }) => points.some(([at_ms, value]) => value !== null && at_ms >= from_ms))
  return (
    <figure className={classes.chart} aria-label={label}>
      <figcaption className={classes.head}>
        <span className={classes.label}>{label}</span>
        <ul className={classes.legend}>
          {series.map(({ label: name, points }, place) => (
            <li key={name} className={classes.entry}>
              <Swatch place={place} />
              {name !== label && <span>{name}</span>}
              <span className={classes.value}>
                {valueWords(pointed_ms === undefined ? newestValue(points) : data[place + 1]?.[pointed ?? -1], unit)}
              </span>
            </li>
          ))}
        </ul>
        {pointed_ms !== undefined && <time className={classes.at}>{formatTime(pointed_ms)}</time>}
        <Button
          className={classes.toggle}
          size="compact-xs"
          variant="subtle"
          aria-label={as_table ? texts.chartOf(label) : texts.tableOf(label)}
          onClick={() => {
            setPointed(null)
            setAsTable(!as_table)
          }}
        >
          {as_table ? texts.chart : texts.table}
        </Button>
      </figcaption>
      {as_table ? (
        <ChartTable label={label} unit={unit} series={series} window={window} />
      ) : (
        <div
          className={classes.drawing}
          role="img"
          aria-label={texts.drawing(label, sentence ?? chartSentence(series, unit, window))}
        >
          <Suspense>
            <ChartCanvas unit={unit} content={content} onPoint={setPointed} />
          </Suspense>
          {!known && <span className={classes.nothing}>{texts.nothing}</span>}
        </div>
      )}
    </figure>
  )
}

const valueWords = (value: number | null | undefined, unit: ChartUnit): string =>
  value === null || value === undefined ? NOTHING : unit.format(value)

/** The line as it is drawn, in front of its name. */
function Swatch({ place }: { readonly place: number }) {
  const ink = lineInks[place % lineInks.length]
  return (
    <svg className={classes.swatch} viewBox="0 0 18 4" aria-hidden="true">
      <line
        x1="0"
        y1="2"
        x2="18"
        y2="2"
        stroke={`var(${ink})`}
        strokeWidth="2"
        strokeDasharray={lineDashes[place % lineDashes.length]?.join(' ')}
      />
    </svg>
  )
}
