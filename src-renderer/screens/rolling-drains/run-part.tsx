import { Button } from '@mantine/core'
import { isUnderWay, type RollingDrain } from '#contract/rolling-drain.ts'
import { useSteerRollingDrain } from '../../data/commands.ts'
import { useCanSteer } from '../../data/queries.ts'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { LookBadge } from '../../parts/look-badge.tsx'
import { Notice } from '../../parts/notice.tsx'
import { doneOf, phaseLook, runLook } from '../../parts/rolling-look.ts'
import { Elapsed } from '../../parts/since.tsx'
import { Surface } from '../../parts/surface.tsx'
import { NodeNow } from './node-now.tsx'
import classes from './run-part.module.css'
import { RunSteps } from './run-steps.tsx'
import { texts } from './texts.ts'
import { Who } from './who.tsx'

/** A run that goes on: how far it is, what it does at this moment, what it waits for, and what can be done about it. */
export function RunPart({ run }: { readonly run: RollingDrain }) {
  const look = runLook(run)
  const { done, all } = doneOf(run)
  const { at_once, keep_capacity_percent, work } = run.settings
  return (
    <Surface
      title={texts.runTitle(all, work === 'upgrade')}
      aside={<LookBadge look={look} />}
      actions={<RunActions run={run} />}
    >
      <p className={classes.who}>
        <Who run={run} />
        <span>{texts.settings(at_once, keep_capacity_percent)}</span>
      </p>
      <div className={classes.progress}>
        <div className={classes.bar} role="img" aria-label={texts.progressLabel(done, all)}>
          {run.steps.map(({ node_id, phase }) => (
            <span key={node_id} className={classes.segment} data-phase={phase} data-tone={phaseLook(phase).tone} />
          ))}
        </div>
        <span className={classes.count} role="status">
          {texts.progress(done, all)}
        </span>
      </div>
      <Obstacle run={run} />
      {run.steps.filter(isUnderWay).map((step) => (
        <NodeNow key={step.node_id} step={step} />
      ))}
      <RunSteps steps={run.steps} />
    </Surface>
  )
}

/** Why it does not go on by itself, or not now. */
function Obstacle({ run: { waiting, state, note, steps } }: { readonly run: RollingDrain }) {
  if (waiting !== null) {
    const name = steps.find(({ node_id }) => node_id === waiting.node_id)?.node_name ?? ''
    return (
      <div className={classes.notice}>
        <Notice tone="warn" title={texts.waits(name)}>
          <p lang="en">{waiting.reason}</p>
          <p className={classes.quiet}>
            {texts.waitsFor} <Elapsed since={waiting.since} />
          </p>
        </Notice>
      </div>
    )
  }
  if (state !== 'paused') return null
  return (
    <div className={classes.notice}>
      <Notice tone="warn" title={texts.paused}>
        {note !== null && <p lang="en">{note}</p>}
      </Notice>
    </div>
  )
}

function RunActions({ run }: { readonly run: RollingDrain }) {
  const open = useOpenDialog()
  const steer = useSteerRollingDrain(run.id)
  if (!useCanSteer() || run.state === 'cancelling') return null
  const is_paused = run.state === 'paused'
  return (
    <>
      {steer.error !== null && <FailureNotice title={texts.pauseFailed} error={steer.error} />}
      <Button
        size="compact-sm"
        variant={is_paused ? 'filled' : 'default'}
        loading={steer.isPending}
        onClick={() => steer.mutate({ action: is_paused ? 'resume' : 'pause' })}
      >
        {is_paused ? texts.resume : texts.pause}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        c="var(--hw-bad)"
        onClick={() => open({ kind: 'cancel-rolling-drain', run_id: run.id })}
      >
        {texts.cancel}
      </Button>
    </>
  )
}
