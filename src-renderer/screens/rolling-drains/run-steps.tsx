import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import type { RollingStep } from '#contract/rolling-drain.ts'
import { formatDuration } from '../../parts/format.ts'
import { phaseLook } from '../../parts/rolling-look.ts'
import { StateMark } from '../../parts/state-mark.tsx'
import classes from './run-steps.module.css'
import { texts } from './texts.ts'

/** Every node of a run in its order, with what became of it. */
export function RunSteps({ steps }: { readonly steps: readonly RollingStep[] }) {
  return (
    <ol className={classes.steps} aria-label={texts.nodes}>
      {steps.map((step) => {
        const look = phaseLook(step.phase)
        return (
          <li key={step.node_id} className={classes.step}>
            <StateMark shape={look.shape} tone={look.tone} />
            <Anchor component={Link} to={`/nodes/${step.node_id}`} className={classes.name}>
              {step.node_name}
            </Anchor>
            <span className={classes.word}>{look.word}</span>
            <span className={classes.detail}>
              <span lang={step.note === null ? undefined : 'en'}>{detailOf(step)}</span>
              {step.upgrade_run_id !== undefined && (
                <>
                  {' '}
                  <Anchor component={Link} to={`/runs/${step.upgrade_run_id}`} inherit underline="always">
                    {texts.upgradeRun}
                  </Anchor>
                </>
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

/** How it went, as far as it did. */
function detailOf({ note, viewers_before, started_at, drained_at, ended_at, region }: RollingStep): string {
  if (note !== null) return note
  if (started_at === null) return region ?? ''
  const between = (from: string, to: string) => formatDuration(Date.parse(to) - Date.parse(from))
  return [
    viewers_before === null ? null : texts.viewersBefore(viewers_before),
    drained_at === null ? null : texts.drainedIn(between(started_at, drained_at)),
    ended_at === null ? null : texts.outFor(between(started_at, ended_at)),
  ]
    .filter((word) => word !== null)
    .join(', ')
}
