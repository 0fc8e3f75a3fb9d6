import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import IconActivity from '@tabler/icons-react/dist/esm/icons/IconActivity.mjs'
import { useState } from 'react'
import { useActivity } from '../../data/queries.ts'
import { serverNow } from '../../data/server-clock.ts'
import { ActivityList } from '../../parts/activity-list.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Page } from '../../parts/page.tsx'
import { Surface } from '../../parts/surface.tsx'
import { activityDays, type SeverityShow, severityShows } from './days.ts'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** Everything that changed something, newest first. */
export function Component() {
  const { list, loadOlder, loadingOlder, reachedEnd } = useActivity({ limit: 100 })
  const [show, setShow] = useState<SeverityShow>('all')
  if (list.data === undefined) {
    return (
      <Page title={texts.title}>
        {list.error === null ? (
          <Skeleton h={320} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={list.error} onRetry={() => void list.refetch()} />
        )}
      </Page>
    )
  }
  const days = activityDays(list.data, show, serverNow())
  return (
    <Page
      title={texts.title}
      actions={
        <SegmentedControl
          aria-label={texts.severity}
          value={show}
          onChange={(value) => setShow(severityShows.find((candidate) => candidate === value) ?? 'all')}
          data={[...texts.severities]}
        />
      }
    >
      <p className={classes.intro}>{texts.intro}</p>
      {days.length === 0 && (
        <EmptyState
          icon={<IconActivity size={22} />}
          title={list.data.length === 0 ? texts.emptyTitle : texts.noneTitle}
          text={list.data.length === 0 ? texts.emptyText : texts.noneText}
        />
      )}
      {days.map(({ day, facts }) => (
        <Surface key={day} title={day} aside={facts.length} flush>
          <ActivityList facts={facts} exact />
        </Surface>
      ))}
      {list.data.length > 0 &&
        (reachedEnd ? (
          <p className={classes.end}>{texts.end}</p>
        ) : (
          <Button variant="default" className={classes.older} loading={loadingOlder} onClick={loadOlder}>
            {texts.older}
          </Button>
        ))}
    </Page>
  )
}
