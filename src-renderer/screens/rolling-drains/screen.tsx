import { Button, Skeleton } from '@mantine/core'
import IconRefreshDot from '@tabler/icons-react/dist/esm/icons/IconRefreshDot.mjs'
import { hasEnded } from '#contract/rolling-drain.ts'
import { useCanSteer, useRollingDrains } from '../../data/queries.ts'
import { BackLink } from '../../parts/back-link.tsx'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Page } from '../../parts/page.tsx'
import { PastRuns } from './past-runs.tsx'
import { RunPart } from './run-part.tsx'
import { texts } from './texts.ts'

/** Runs that go on, live, and those that are over. */
export function Component() {
  const { data: runs, error, refetch } = useRollingDrains()
  const open = useOpenDialog()
  const start = useCanSteer() && <Button onClick={() => open({ kind: 'rolling-drain' })}>{texts.start}</Button>
  const back = <BackLink to="/nodes">{texts.back}</BackLink>
  if (runs === undefined) {
    return (
      <Page title={texts.title} above={back}>
        {error === null ? (
          <Skeleton h={320} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={error} onRetry={() => void refetch()} />
        )}
      </Page>
    )
  }
  if (runs.length === 0) {
    return (
      <Page title={texts.title} above={back}>
        <EmptyState icon={<IconRefreshDot size={22} />} title={texts.noneTitle} text={texts.noneText}>
          {start}
        </EmptyState>
      </Page>
    )
  }
  const past = runs.filter(hasEnded)
  return (
    <Page title={texts.title} above={back} actions={start}>
      {runs
        .filter((run) => !hasEnded(run))
        .map((run) => (
          <RunPart key={run.id} run={run} />
        ))}
      {past.length > 0 && <PastRuns runs={past} />}
    </Page>
  )
}
