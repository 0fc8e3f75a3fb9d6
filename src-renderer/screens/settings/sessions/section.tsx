import { Skeleton } from '@mantine/core'
import { useSessions } from '../../../data/operators.ts'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { Page } from '../../../parts/page.tsx'
import { SessionList } from '../../../parts/session-list.tsx'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import { texts } from './texts.ts'

/** Every browser and wall display that is signed in. */
export function Component() {
  const sessions = useSessions('all')
  return (
    <Page title={texts.title}>
      <p className={about.about}>{texts.about}</p>
      {sessions.data === undefined &&
        (sessions.error === null ? (
          <Skeleton h={220} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={sessions.error} onRetry={() => void sessions.refetch()} />
        ))}
      {sessions.data !== undefined && (
        <Surface title={texts.list} aside={sessions.data.length} flush>
          <SessionList sessions={sessions.data} who />
        </Surface>
      )}
    </Page>
  )
}
