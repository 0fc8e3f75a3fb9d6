import { useMemo } from 'react'
import type { Stream } from '#contract/stream.ts'
import { STREAM_SAMPLE_INTERVAL_MS, STREAM_SAMPLES_KEPT, type StreamSample } from '#contract/stream-samples.ts'
import { useStreamHistory } from '../../data/stream-history.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Surface } from '../../parts/surface.tsx'
import { type ChartPoint, chartUnits } from '../../parts/time-chart/chart-series.ts'
import { TimeChart } from '../../parts/time-chart/time-chart.tsx'
import { useNow } from '../../parts/use-now.ts'
import classes from './arrival-part.module.css'
import { FALLEN_SHARE, LATE_MS } from './health-findings.ts'
import { medianBitrate } from './median-bitrate.ts'
import { texts } from './texts.ts'

const WINDOW_MS = STREAM_SAMPLE_INTERVAL_MS * STREAM_SAMPLES_KEPT
/** Measures further apart than this are not joined: nothing is known of the time between them. */
const GAP_MS = STREAM_SAMPLE_INTERVAL_MS * 3.5

/** How the stream arrived over the last five minutes, and from where on it is too little or too late. */
export function ArrivalPart({ stream: { stream_path } }: { readonly stream: Stream }) {
  const history = useStreamHistory(stream_path)
  const to_ms = useNow()
  const samples = history.data?.samples
  const drawn = useMemo(() => charts(samples ?? []), [samples])
  if (history.error !== null && samples === undefined) {
    return <FailureNotice title={texts.historyFailed} error={history.error} onRetry={() => void history.refetch()} />
  }
  return (
    <Surface title={texts.arrival} aside={texts.arrivalAside}>
      <div className={classes.charts}>
        {drawn.map(({ good, ...chart }) => (
          <div key={chart.label}>
            <TimeChart {...chart} window={{ from_ms: to_ms - WINDOW_MS, to_ms }} gap_ms={GAP_MS} />
            <p className={classes.good}>{good}</p>
          </div>
        ))}
      </div>
      {samples?.length === 0 && <p className={classes.good}>{texts.collecting}</p>}
    </Surface>
  )
}

function charts(samples: readonly StreamSample[]) {
  const line = (label: string, value: (sample: StreamSample) => number) => [
    { label, points: samples.map((sample): ChartPoint => [Date.parse(sample.at), value(sample)]) },
  ]
  const median_kbps = medianBitrate(samples)
  return [
    {
      ...{ label: texts.bitrate, unit: chartUnits.kbps, good: texts.goodBitrate },
      series: line(texts.bitrate, ({ bitrate_kbps }) => bitrate_kbps),
      limit: median_kbps === null ? undefined : { label: texts.halfOfUsual, value: median_kbps * FALLEN_SHARE },
    },
    {
      ...{ label: texts.arrivalGap, unit: chartUnits.ms, good: texts.goodGap },
      series: line(texts.arrivalGap, ({ frame_gap_ms }) => frame_gap_ms),
      limit: { label: texts.seen, value: LATE_MS },
    },
  ]
}
