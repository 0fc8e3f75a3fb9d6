import { Anchor, Button, Skeleton } from '@mantine/core'
import IconArrowLeft from '@tabler/icons-react/dist/esm/icons/IconArrowLeft.mjs'
import IconRefreshDot from '@tabler/icons-react/dist/esm/icons/IconRefreshDot.mjs'
import { Link } from 'react-router'
import { useCanSteer, useRollingDrains } from '../../data/queries.ts'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Page } from '../../parts/page.tsx'
import { isOver } from '../../parts/rolling-look.ts'
import { PastRuns } from './past-runs.tsx'
import { RunPart } from './run-part.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** Runs that go on, live, and those that are over. */
export function Component() {
  const { data: runs, error, refetch } = useRollingDrains()
  const open = useOpenDialog()
  const start = useCanSteer() && <Button onClick={() => open({ kind: 'rolling-drain' })}>{texts.start}</Button>
  const back = (
    <Anchor component={Link} to="/nodes" size="sm" c="dimmed" className={classes.back}>
      <IconArrowLeft size={15} aria-hidden="true" />
      {texts.back}
    </Anchor>
  )
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
  const past = runs.filter(isOver)
  return (
    <Page title={texts.title} above={back} actions={start}>
      {runs
        .filter((run) => !isOver(run))
        .map((run) => (
          <RunPart key={run.id} run={run} />
        ))}
      {past.length > 0 && <PastRuns runs={past} />}
    </Page>
  )
}
