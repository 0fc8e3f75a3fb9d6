import { Button, Skeleton } from '@mantine/core'
import IconTerminal2 from '@tabler/icons-react/dist/esm/icons/IconTerminal2.mjs'
import { useEffect, useState } from 'react'
import { Link, useParams } from 'react-router'
import type { ProvisioningRun } from '#contract/provisioning-run.ts'
import { asFailure } from '../../data/api-failure.ts'
import { useStale } from '../../data/live-context.tsx'
import { useRun } from '../../data/runs.ts'
import { BackLink } from '../../parts/back-link.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { LookBadge } from '../../parts/look-badge.tsx'
import { Page } from '../../parts/page.tsx'
import { provisioningLook, runTitle, stepInFocus } from '../../parts/run-look.ts'
import { DonePart } from './done-part.tsx'
import { FailurePart } from './failure-part.tsx'
import { LogPart } from './log-part.tsx'
import { ReportPart } from './report-part.tsx'
import { RunFacts } from './run-facts.tsx'
import { RunFoot } from './run-foot.tsx'
import classes from './screen.module.css'
import { StageLine } from './stage-line.tsx'
import { StepTree } from './step-tree.tsx'
import { texts } from './texts.ts'
import { WaitingPart } from './waiting-part.tsx'

/** One run: where it is, what it says, what it waits for and what can be done about it. The same for whoever opens it, and after a reload. */
export function Component() {
  const { id = '' } = useParams()
  const { data: run, error, refetch } = useRun(id)
  const back = <BackLink to="/runs">{texts.back}</BackLink>
  if (run === undefined) {
    if (error === null) return <Loading />
    if (asFailure(error).status !== 404) {
      return <FailureNotice title={texts.failed} error={error} onRetry={() => void refetch()} />
    }
    return (
      <Page title={texts.goneTitle} above={back}>
        <EmptyState icon={<IconTerminal2 size={22} />} title={texts.goneTitle} text={texts.goneText}>
          <Button component={Link} to="/runs">
            {texts.toRuns}
          </Button>
        </EmptyState>
      </Page>
    )
  }
  // A part of its own for each run: which step somebody chose says nothing of another one.
  return <RunPage key={run.id} run={run} />
}

function Loading() {
  return (
    <div className={classes.loading} role="status" aria-label={texts.loading}>
      <Skeleton h={34} w={320} maw="80%" />
      <Skeleton h={18} w={460} maw="100%" />
      <Skeleton h={360} radius="md" />
    </div>
  )
}

function RunPage({ run }: { readonly run: ProvisioningRun }) {
  const stale = useStale()
  const [chosen, choose] = useState<string | null>(null)
  const focus = stepInFocus(run.steps)?.id ?? null
  // Whoever picks a step keeps it for as long as the run stays at the same one; when it moves on, the page goes along.
  useEffect(() => {
    if (focus !== null) choose(null)
  }, [focus])
  const step = run.steps.find(({ id }) => id === (chosen ?? focus))
  return (
    <Page
      title={runTitle(run)}
      above={<BackLink to="/runs">{texts.back}</BackLink>}
      aside={
        <span role="status">
          <LookBadge look={provisioningLook(run.state, stale)} />
        </span>
      }
    >
      <RunFacts run={run} />
      {(run.kind === 'provision' || run.kind === 'adopt') && <StageLine run={run} />}
      {run.state === 'waiting' && run.waiting_for !== null && <WaitingPart run={run} waiting_for={run.waiting_for} />}
      <FailurePart run={run} />
      {run.state === 'succeeded' && <DonePart run={run} />}
      <div className={classes.grid}>
        <StepTree run={run} chosen={step?.id ?? null} onChoose={choose} />
        <LogPart run={run} step={step} />
      </div>
      {run.report !== null && run.waiting_for?.what !== 'warnings' && <ReportPart run={run} report={run.report} />}
      <RunFoot run={run} />
    </Page>
  )
}
