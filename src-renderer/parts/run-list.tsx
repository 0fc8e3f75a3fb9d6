import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { isRunOver, type ProvisioningRun } from '#contract/provisioning-run.ts'
import { useStale } from '../data/live-context.tsx'
import { useNodesById } from '../data/queries.ts'
import { actorName } from './actor.ts'
import { formatDuration, formatPercent } from './format.ts'
import { LookBadge } from './look-badge.tsx'
import { failureHeadline } from './origin/failure-headline.ts'
import { stepTitle } from './origin/run-part-words.ts'
import classes from './run-list.module.css'
import { provisioningLook, runTitle, stepInFocus, stepsBehind } from './run-look.ts'
import { texts } from './run-texts.ts'
import { Age, Elapsed } from './since.tsx'
import { progressWords } from './step-progress.ts'

/** Runs, one a row: what they do, how they are, where they are, who asked for them and when. */
export function RunList({ runs }: { readonly runs: readonly ProvisioningRun[] }) {
  const stale = useStale()
  const nodes = useNodesById()
  return (
    <ul className={classes.list}>
      {runs.map((run) => (
        <li key={run.id} className={classes.run}>
          <span className={classes.head}>
            <Anchor component={Link} to={`/runs/${run.id}`} fw={600} className={classes.title}>
              {runTitle(run)}
            </Anchor>
            <LookBadge look={provisioningLook(run.state, stale)} />
          </span>
          <span className={classes.where}>{runPlace(run)}</span>
          <span className={classes.who}>
            {actorName(run.actor, (id) => nodes.get(id)?.name)}, <Age at={run.created_at} />
          </span>
          <span className={classes.took}>
            {run.ended_at === null
              ? !isRunOver(run.state) && <Elapsed since={run.created_at} />
              : formatDuration(Date.parse(run.ended_at) - Date.parse(run.created_at))}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Where a run is, or why it is not further, in one line. */
export function runPlace(run: ProvisioningRun): string {
  if (run.state === 'waiting' && run.waiting_for !== null) return texts.waits[run.waiting_for.what]
  const step = stepInFocus(run.steps)
  const { done, all } = stepsBehind(run)
  if (run.state === 'failed') {
    const failure = step?.failure ?? null
    return failure === null ? texts.stopped : (failureHeadline(failure.code) ?? failure.message)
  }
  if (isRunOver(run.state)) return texts.stepsDone(done, all)
  if (step === undefined) return ''
  const percent = step.progress === null ? null : progressWords(step.progress).percent
  return texts.atStep(
    stepTitle(step).text,
    percent === null ? null : formatPercent(percent),
    Math.min(done + 1, all),
    all,
  )
}
