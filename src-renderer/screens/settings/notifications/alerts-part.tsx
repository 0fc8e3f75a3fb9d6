import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Alert } from '#contract/alert.ts'
import { useAlerts } from '../../../data/alerts.ts'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { formatDateTime, formatDuration } from '../../../parts/format.ts'
import { alertInFull } from '../../../parts/origin/alert-sentences.ts'
import { Age } from '../../../parts/since.tsx'
import { StateMark } from '../../../parts/state-mark.tsx'
import { Surface } from '../../../parts/surface.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'

/** What is the matter now, and what was. */
export function AlertsPart() {
  const [which, setWhich] = useState<'open' | 'all'>('open')
  const { data, error, refetch } = useAlerts(which)
  const choice = (
    <SegmentedControl
      size="xs"
      aria-label={texts.showWhich}
      value={which}
      onChange={(value) => setWhich(value === 'all' ? 'all' : 'open')}
      data={[
        { value: 'open', label: texts.open },
        { value: 'all', label: texts.all },
      ]}
    />
  )
  return (
    <Surface title={texts.alerts} actions={choice} flush>
      {data === undefined &&
        (error === null ? (
          <Skeleton h={64} />
        ) : (
          <FailureNotice title={texts.alertsFailed} error={error} onRetry={() => void refetch()} />
        ))}
      {data?.items.length === 0 && (
        <p className={`${classes.text} ${classes.pad}`}>
          <StateMark shape="dot" tone="ok" />{' '}
          {data.quiet_since === null ? texts.none : texts.quiet(formatDateTime(data.quiet_since))}
        </p>
      )}
      <ul className={classes.list}>
        {(data?.items ?? []).map((alert) => (
          <li key={alert.id} className={classes.item}>
            <AlertItem alert={alert} />
          </li>
        ))}
      </ul>
    </Surface>
  )
}

function AlertItem({ alert }: { readonly alert: Alert }) {
  const { severity, raised_at, cleared_at, last_good_at, action, quiet } = alert
  const { title, text, evidence, action: deed } = alertInFull(alert)
  const is_open = cleared_at === null
  const mark =
    severity === 'error' ? ({ shape: 'cross', tone: 'bad' } as const) : ({ shape: 'triangle', tone: 'warn' } as const)
  return (
    <>
      <span className={classes.mark}>
        {is_open ? <StateMark {...mark} /> : <StateMark shape="check" tone="idle" />}
      </span>
      <div className={classes.words}>
        <h3 className={classes.title} lang={title.lang ?? undefined}>
          {title.text}
        </h3>
        {is_open && (
          <p className={classes.text} lang={text.lang ?? undefined}>
            {text.text}
          </p>
        )}
        <p className={classes.dim}>
          {texts.severities[severity]}, <Age at={raised_at} />
          {cleared_at !== null &&
            `, ${texts.over_after(formatDuration(Date.parse(cleared_at) - Date.parse(raised_at)))}`}
          {quiet !== null && `, ${texts.quietBy[quiet]}`}
        </p>
        {is_open && (
          <>
            {last_good_at !== null && <p className={classes.dim}>{texts.lastGood(formatDateTime(last_good_at))}</p>}
            <ul className={classes.evidence} aria-label={texts.evidence}>
              {evidence.map((line) => (
                <li key={line.text} lang={line.lang ?? undefined}>
                  {line.text}
                </li>
              ))}
            </ul>
            <div>
              <Button
                component={Link}
                to={action.path}
                size="compact-sm"
                variant="default"
                lang={deed.lang ?? undefined}
                aria-label={`${deed.text}: ${title.text}`}
              >
                {deed.text}
              </Button>
            </div>
          </>
        )}
      </div>
    </>
  )
}
