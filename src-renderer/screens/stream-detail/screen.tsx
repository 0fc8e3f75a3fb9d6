import { Button, Skeleton } from '@mantine/core'
import { useParams } from 'react-router'
import type { StreamPath } from '#contract/ids.ts'
import { useCanSteer, useNodes, useStreams } from '../../data/queries.ts'
import { ActivityPart } from '../../parts/activity-list.tsx'
import { BackLink } from '../../parts/back-link.tsx'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Page } from '../../parts/page.tsx'
import { publishEndpoints } from '../../parts/publish-endpoints.ts'
import { PublishGuide } from '../../parts/publish-guide.tsx'
import { StreamBadge } from '../../parts/stream-badge.tsx'
import { Surface } from '../../parts/surface.tsx'
import { AccessPart } from './access-part.tsx'
import { ArrivalPart } from './arrival-part.tsx'
import { ExplainPart } from './explain/explain-part.tsx'
import { Health } from './health.tsx'
import { PlayUrls } from './play-urls.tsx'
import { PlayerPart } from './player/player-part.tsx'
import { Publication } from './publication.tsx'
import { RelayChain } from './relay-chain.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'
import { ViewersPart } from './viewers/viewers-part.tsx'

/** One stream: its picture, who publishes it, who watches it, how it travels. */
export function Component() {
  const { app = '', name = '' } = useParams()
  const stream_path = `${app}/${name}`
  const streams = useStreams()
  const { data: nodes = [] } = useNodes()
  const open = useOpenDialog()
  const canSteer = useCanSteer()
  const stream = streams.data?.find((candidate) => candidate.stream_path === stream_path)
  const back = <BackLink to="/streams">{texts.back}</BackLink>
  if (streams.data === undefined) {
    if (streams.error === null) return <Skeleton h={420} radius="md" />
    return <FailureNotice title={texts.failed} error={streams.error} onRetry={() => void streams.refetch()} />
  }
  if (stream === undefined) {
    return (
      <Page title={stream_path} above={back}>
        <Surface title={texts.offTitle} flush>
          <PublishGuide
            endpoints={publishEndpoints(nodes)}
            stream_path={stream_path}
            title={texts.offText(stream_path)}
          />
        </Surface>
        <AccessPart stream_path={stream_path} />
        <ActivityPart
          about={{ stream_path: stream_path as StreamPath }}
          kinds={['session', 'stream', 'access', 'alert']}
        />
      </Page>
    )
  }
  return (
    <Page
      title={stream_path}
      above={back}
      aside={<StreamBadge state={stream.session.state} />}
      actions={
        canSteer && (
          <>
            <Button
              variant="default"
              onClick={() =>
                open({ kind: 'stream-policy', policy_id: stream.policy?.id ?? null, pattern: stream.stream_path })
              }
            >
              {stream.policy == null ? texts.setPolicy : texts.editPolicy}
            </Button>
            {stream.subscribers > 0 && (
              <Button
                variant="default"
                onClick={() => open({ kind: 'disconnect-viewers', stream_path: stream.stream_path })}
              >
                {texts.letGo}
              </Button>
            )}
            <Button
              variant="default"
              c="var(--hw-bad)"
              onClick={() => open({ kind: 'end-stream', stream_path: stream.stream_path })}
            >
              {texts.end}
            </Button>
          </>
        )
      }
    >
      <div className={classes.grid}>
        <div className={classes.column}>
          <PlayerPart key={stream.stream_path} stream={stream} />
          <ArrivalPart key={`arrival ${stream.stream_path}`} stream={stream} />
          <PlayUrls stream={stream} />
          <ExplainPart key={`where ${stream.stream_path}`} stream={stream} />
        </div>
        <div className={classes.column}>
          <Health stream={stream} />
          <Publication stream={stream} />
          <AccessPart stream_path={stream.stream_path} />
          <ViewersPart key={`viewers ${stream.stream_path}`} stream={stream} />
          <RelayChain stream={stream} />
          <ActivityPart about={{ stream_path: stream.stream_path }} kinds={['session', 'stream', 'access', 'alert']} />
        </div>
      </div>
    </Page>
  )
}
