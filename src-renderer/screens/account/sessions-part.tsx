import { Button, Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEndOtherSessions, useSessions } from '../../data/operators.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { SessionList } from '../../parts/session-list.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** Every browser in which one is signed in. */
export function SessionsPart() {
  const sessions = useSessions('me')
  const end = useEndOtherSessions()
  const others = (sessions.data ?? []).some(({ current }) => !current)
  return (
    <div className={classes.whole}>
      <Surface
        title={texts.sessions}
        aside={sessions.data?.length}
        flush
        actions={
          others && (
            <Button
              size="compact-sm"
              variant="default"
              loading={end.isPending}
              onClick={() =>
                end.mutate(undefined, {
                  onSuccess: ({ ended }) => notifications.show({ message: texts.othersEnded(ended) }),
                })
              }
            >
              {texts.endOthers}
            </Button>
          )
        }
      >
        {end.error !== null && <FailureNotice title={texts.endOthersFailed} error={end.error} />}
        {sessions.data === undefined ? (
          sessions.error === null ? (
            <Skeleton h={120} />
          ) : (
            <FailureNotice
              title={texts.sessionsFailed}
              error={sessions.error}
              onRetry={() => void sessions.refetch()}
            />
          )
        ) : (
          <SessionList sessions={sessions.data} who={false} />
        )}
      </Surface>
    </div>
  )
}
