import { SegmentedControl, Skeleton } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useMemo } from 'react'
import type { Node } from '#contract/node.ts'
import { type HistoryWindow, historyWindowMs } from '#contract/node-history.ts'
import { useNodeHistory } from '../../data/node-history.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Surface } from '../../parts/surface.tsx'
import { TimeChart } from '../../parts/time-chart/time-chart.tsx'
import { useNow } from '../../parts/use-now.ts'
import { historyCharts } from './history-charts.ts'
import classes from './history-part.module.css'
import { texts } from './texts.ts'

const WINDOWS: { value: HistoryWindow; label: string }[] = [
  { value: '5m', label: texts.windows['5m'] },
  { value: '24h', label: texts.windows['24h'] },
]

/** What a node's load was, up to this moment. */
export function HistoryPart({ node }: { readonly node: Node }) {
  const [window, setWindow] = useLocalStorage<HistoryWindow>({
    key: 'headwater.node-history',
    defaultValue: '5m',
    getInitialValueInEffect: false,
  })
  return (
    <Surface
      title={texts.history}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={texts.windowOf}
          data={WINDOWS}
          value={window}
          onChange={(value) => setWindow(value)}
        />
      }
    >
      <Charts node={node} window={window} />
    </Surface>
  )
}

function Charts({ node, window }: { readonly node: Node; readonly window: HistoryWindow }) {
  const { data, error, refetch } = useNodeHistory(node.id, window)
  const to_ms = useNow()
  const charts = useMemo(() => (data === undefined ? [] : historyCharts(data)), [data])
  if (data === undefined) {
    if (error === null) return <Skeleton h={380} />
    return <FailureNotice title={texts.historyFailed} error={error} onRetry={() => void refetch()} />
  }
  return (
    <div className={classes.charts}>
      {charts.map(({ label, unit, series }) => (
        <TimeChart
          key={label}
          label={label}
          unit={unit}
          series={series}
          window={{ from_ms: to_ms - historyWindowMs[window], to_ms }}
          gap_ms={data.step_ms * 2.5}
        />
      ))}
    </div>
  )
}
