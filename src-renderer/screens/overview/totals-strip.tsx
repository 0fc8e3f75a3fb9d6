import type { ReactNode } from 'react'
import { useLive } from '../../data/live-context.tsx'
import { SAMPLES_KEPT, type Totals } from '../../data/totals.ts'
import { formatBitrate, formatCount } from '../../parts/format.ts'
import { Sparkline } from '../../parts/sparkline.tsx'
import { useLocalNow } from '../../parts/use-now.ts'
import { texts } from './texts.ts'
import classes from './totals-strip.module.css'

/** Fewer points are no line. */
const SAMPLES_AT_LEAST = 5

/** The cluster in four figures, with how they went since the panel was opened. */
export function TotalsStrip({ totals }: { readonly totals: Totals }) {
  useLocalNow()
  const { samples } = useLive().history
  const history = (read: (sample: Totals) => number) => samples.map((sample) => (sample === null ? null : read(sample)))
  return (
    <dl className={classes.strip} aria-label={texts.totals}>
      <Figure name={texts.liveStreams} values={history((sample) => sample.live_streams)}>
        {formatCount(totals.live_streams)}
      </Figure>
      <Figure name={texts.viewers} values={history((sample) => sample.viewers)}>
        {formatCount(totals.viewers)}
      </Figure>
      <Figure name={texts.egress} values={history((sample) => sample.egress_mbps)}>
        {formatBitrate(totals.egress_mbps * 1_000)}
      </Figure>
      <Figure name={texts.nodesAlive} values={history((sample) => sample.nodes_alive)}>
        {formatCount(totals.nodes_alive)} <small className={classes.of}>{texts.ofNodes(totals.nodes)}</small>
      </Figure>
    </dl>
  )
}

function Figure(props: {
  readonly name: string
  readonly values: readonly (number | null)[]
  readonly children: ReactNode
}) {
  return (
    <div className={classes.figure}>
      <dt className={classes.name}>{props.name}</dt>
      <dd className={classes.value}>
        <span>{props.children}</span>
        {props.values.length >= SAMPLES_AT_LEAST && (
          <Sparkline values={props.values} capacity={Math.max(30, Math.min(SAMPLES_KEPT, props.values.length))} />
        )}
      </dd>
    </div>
  )
}
