import type { NodeHistory, NodeMeasure } from '#contract/node-history.ts'
import { type ChartPoint, type ChartSeries, type ChartUnit, chartUnits } from '../../parts/time-chart/chart-series.ts'
import { texts } from './texts.ts'

interface HistoryChart {
  readonly label: string
  readonly unit: ChartUnit
  readonly series: readonly ChartSeries[]
}

type Line = readonly [label: string, measure: NodeMeasure]

const KBPS = 1_000

/** The charts of a node's history. One measure is drawn with its highest values too, where they are known: the mean of a minute hides a peak. */
export function historyCharts(history: NodeHistory): readonly HistoryChart[] {
  const chart = (label: string, unit: ChartUnit, lines: readonly Line[], factor = 1): HistoryChart => {
    const [only] = lines.length === 1 ? lines : []
    const { highest } = history
    const peaks = only === undefined || highest === null ? [] : [line(texts.highest, history, highest[only[1]], factor)]
    return {
      ...{ label, unit },
      series: [...lines.map(([name, measure]) => line(name, history, history.mean[measure], factor)), ...peaks],
    }
  }
  return [
    chart(texts.cpu, chartUnits.percent, [[texts.cpu, 'cpu_percent']]),
    chart(texts.memory, chartUnits.percent, [[texts.memory, 'memory_percent']]),
    chart(
      texts.traffic,
      chartUnits.kbps,
      [
        [texts.egress, 'egress_mbps'],
        [texts.ingress, 'ingress_mbps'],
      ],
      KBPS,
    ),
    chart(texts.viewers, chartUnits.count, [[texts.viewers, 'subscribers']]),
    chart(texts.heartbeatTrip, chartUnits.ms, [[texts.heartbeatTrip, 'heartbeat_rtt_ms']]),
  ]
}

function line(label: string, { at_ms }: NodeHistory, values: readonly (number | null)[], factor: number): ChartSeries {
  const points = at_ms.map((at, place): ChartPoint => {
    const value = values[place] ?? null
    return [at, value === null ? null : value * factor]
  })
  return { label, points }
}
