import { Skeleton } from '@mantine/core'
import { memo } from 'react'
import { isRunOver, type ProvisioningRun, type ProvisioningStep, type RunLogLine } from '#contract/provisioning-run.ts'
import { useRunLog } from '../../data/runs.ts'
import { CopyIcon } from '../../parts/copy.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { formatTime } from '../../parts/format.ts'
import { LogScroller } from '../../parts/log/log-scroller.tsx'
import { stepTitle } from '../../parts/origin/run-part-words.ts'
import { Surface } from '../../parts/surface.tsx'
import classes from './log-part.module.css'
import { texts } from './texts.ts'

/** So many lines are in the page at most; the others are in the saved log. */
const LINES_SHOWN = 2_000

interface LogPartProps {
  readonly run: ProvisioningRun
  readonly step: ProvisioningStep | undefined
}

/** What the chosen step said, line by line, going along with it until somebody scrolls up. */
export function LogPart({ run, step }: LogPartProps) {
  const log = useRunLog(run.id)
  const lines = log.data?.filter((line) => line.step === step?.id) ?? []
  const shown = lines.slice(-LINES_SHOWN)
  const title = step === undefined ? texts.log : texts.logOf(stepTitle(step).text)
  return (
    <Surface
      title={title}
      flush
      aside={lines.length > 0 ? texts.lines(lines.length) : undefined}
      actions={
        lines.length > 0 ? (
          <CopyIcon value={lines.map(({ text }) => text).join('\n')} label={texts.copyLog} />
        ) : undefined
      }
    >
      {log.data === undefined && log.error === null && <Skeleton h={240} radius={0} />}
      {log.data === undefined && log.error !== null && (
        <div className={classes.none}>
          <FailureNotice title={texts.logFailed} error={log.error} onRetry={() => void log.refetch()} />
        </div>
      )}
      {log.data !== undefined && shown.length === 0 && <p className={classes.none}>{nothingSaid(run, step)}</p>}
      {shown.length > 0 && (
        // Another step's log begins at its end again, whatever was scrolled in this one.
        <LogScroller
          key={step?.id}
          title={title}
          newest={shown.at(-1)?.number ?? 0}
          before={lines.length > shown.length ? texts.leftOut(lines.length - shown.length) : null}
        >
          {shown.map((line) => (
            <Line key={line.number} line={line} />
          ))}
        </LogScroller>
      )}
    </Surface>
  )
}

function nothingSaid({ state }: ProvisioningRun, step: ProvisioningStep | undefined): string {
  if (step === undefined || step.attempt === 0) return isRunOver(state) ? texts.logNeverBegun : texts.logNotYet
  return step.state === 'skipped' ? texts.logSkipped : texts.logSilent
}

const Line = memo(function Line({ line: { at, text } }: { readonly line: RunLogLine }) {
  return (
    <li className={classes.line}>
      <time dateTime={at} className={classes.at}>
        {formatTime(at)}
      </time>
      <span className={classes.text} lang="en">
        {text}
      </span>
    </li>
  )
})
