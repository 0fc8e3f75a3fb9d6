import { Skeleton } from '@mantine/core'
import type { Channel } from '#contract/alert.ts'
import { useDeliveries } from '../../../data/alerts.ts'
import table from '../../../parts/fact-table.module.css'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { formatDateTime } from '../../../parts/format.ts'
import { StateMark } from '../../../parts/state-mark.tsx'
import { Surface } from '../../../parts/surface.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'

/** What was sent, and how that went. */
export function DeliveriesPart({ channels }: { readonly channels: readonly Channel[] }) {
  const { data, error, refetch } = useDeliveries()
  const names = new Map(channels.map(({ id, name }) => [id, name]))
  const { deliveryColumns: columns } = texts
  return (
    <Surface title={texts.deliveries} aside={data?.length ?? ''} flush>
      {data === undefined &&
        (error === null ? (
          <Skeleton h={120} />
        ) : (
          <FailureNotice title={texts.failed} error={error} onRetry={() => void refetch()} />
        ))}
      {data?.length === 0 && <p className={`${classes.text} ${classes.pad}`}>{texts.deliveriesNone}</p>}
      {data !== undefined && data.length > 0 && (
        <div className={table.frame}>
          <table className={table.table}>
            <caption className="hw-hidden">{texts.deliveriesCaption}</caption>
            <thead>
              <tr>
                <th scope="col">{columns.about}</th>
                <th scope="col">{columns.channel}</th>
                <th scope="col">{columns.outcome}</th>
                <th scope="col">{columns.at}</th>
              </tr>
            </thead>
            <tbody>
              {data.map(({ id, at, channel_id, what, about, outcome, attempts, detail }) => (
                <tr key={id}>
                  <th scope="row">
                    <span lang="en">{about}</span>
                    <p className={classes.dim}>{texts.what[what]}</p>
                  </th>
                  <td data-label={columns.channel}>{names.get(channel_id) ?? texts.gone}</td>
                  <td data-label={columns.outcome}>
                    <span className={classes.outcome}>
                      {outcome === 'delivered' ? (
                        <StateMark shape="check" tone="ok" />
                      ) : (
                        <StateMark shape="cross" tone="bad" />
                      )}
                      <span className={classes.to}>{texts.wentSo(outcome, attempts, detail)}</span>
                    </span>
                  </td>
                  <td data-label={columns.at}>{formatDateTime(at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Surface>
  )
}
