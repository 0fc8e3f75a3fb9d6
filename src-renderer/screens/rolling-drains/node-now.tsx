import { Anchor, Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Node } from '#contract/node.ts'
import type { RollingStep } from '#contract/rolling-drain.ts'
import { useCanSteer, useNodesById } from '../../data/queries.ts'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import { drainLeft } from '../../parts/drain-left.ts'
import { formatCount } from '../../parts/format.ts'
import { LookBadge } from '../../parts/look-badge.tsx'
import { phaseLook } from '../../parts/rolling-look.ts'
import { Countdown, Elapsed } from '../../parts/since.tsx'
import { TimeLeft } from '../../parts/time-left.tsx'
import classes from './node-now.module.css'
import { texts } from './texts.ts'

/** A node that the run has out at this moment, with what it still carries as it reports it. */
export function NodeNow({ step }: { readonly step: RollingStep }) {
  const node = useNodesById().get(step.node_id)
  const look = phaseLook(step.phase)
  return (
    <section className={classes.now} aria-label={step.node_name}>
      <header className={classes.head}>
        <Anchor component={Link} to={`/nodes/${step.node_id}`} className={classes.name}>
          {step.node_name}
        </Anchor>
        <LookBadge look={look} />
        <span className={classes.then}>
          <Then step={step} />
        </span>
        {step.phase === 'drained' && step.resumes_at === null && <ResumeNode step={step} />}
      </header>
      {node !== undefined && (step.phase === 'draining' || step.phase === 'cordoning') && (
        <Figures step={step} node={node} />
      )}
      {step.note !== null && (
        <p className={classes.note} lang="en">
          {step.note}
        </p>
      )}
    </section>
  )
}

/** What comes next for it, and when. */
function Then({ step }: { readonly step: RollingStep }) {
  if (step.phase === 'warming') {
    return (
      <>
        {texts.comesBack} <Elapsed since={step.since} />
      </>
    )
  }
  if (step.phase !== 'drained') return null
  if (step.resumes_at !== null) {
    return (
      <>
        {texts.resumesIn} <Countdown until={step.resumes_at} />
      </>
    )
  }
  return (
    <>
      {texts.waitsForResume} <Elapsed since={step.since} />
    </>
  )
}

function ResumeNode({ step }: { readonly step: RollingStep }) {
  const open = useOpenDialog()
  if (!useCanSteer()) return null
  return (
    <Button size="compact-sm" onClick={() => open({ kind: 'resume-node', node_id: step.node_id })}>
      {texts.resumeNode(step.node_name)}
    </Button>
  )
}

function Figures({ step, node }: { readonly step: RollingStep; readonly node: Node }) {
  const { viewers, publishers, relays } = drainLeft(node, [])
  const { deadline_at } = node.mode
  return (
    <dl className={classes.figures} aria-label={texts.figures(step.node_name)}>
      <Figure name={texts.viewersLeft}>
        {formatCount(viewers)}
        {step.viewers_before !== null && step.viewers_before > 0 && (
          <span className={classes.of}>{texts.ofViewers(step.viewers_before)}</span>
        )}
      </Figure>
      <Figure name={texts.relaysLeft}>{formatCount(relays)}</Figure>
      <Figure name={texts.publishersLeft}>{formatCount(publishers)}</Figure>
      <Figure name={texts.timeLeft}>
        <TimeLeft deadline_at={deadline_at} none={texts.noDeadline} className={classes.word} />
      </Figure>
    </dl>
  )
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className={classes.label}>{name}</dt>
      <dd className={classes.value}>{children}</dd>
    </div>
  )
}
