import { Anchor, Button } from '@mantine/core'
import { Link } from 'react-router'
import type { SetupState } from '#contract/setup.ts'
import { useNodes, useStreams } from '../../data/queries.ts'
import { publishEndpoints } from '../../parts/publish-endpoints.ts'
import { PublishGuide } from '../../parts/publish-guide.tsx'
import { StateBadge } from '../../parts/state-mark.tsx'
import { StreamPicture, type StreamPictureProps } from '../../parts/stream-picture.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** How to send the first stream, and its picture as soon as it is there. */
export function StreamStep({ setup }: { readonly setup: SetupState }) {
  const { data: nodes = [] } = useNodes()
  const { data: streams = [] } = useStreams()
  const [stream] = streams
  if (stream !== undefined) {
    const at = nodes.find(({ id }) => id === stream.session.publish_node_id)
    return <Live stream={stream} endpoints={at?.endpoints} />
  }
  return (
    <>
      {setup.stream_seen && <p className={classes.text}>{texts.streamSeen}</p>}
      <PublishGuide endpoints={publishEndpoints(nodes)} title={texts.streamWaiting} />
      <p className={classes.dim}>
        {texts.keyText}{' '}
        <Anchor component={Link} to="/settings/stream-access" underline="always">
          {texts.keyLink}
        </Anchor>
      </p>
    </>
  )
}

function Live({ stream, endpoints }: Pick<StreamPictureProps, 'stream' | 'endpoints'>) {
  const { stream_path, session } = stream
  return (
    <div className={classes.live}>
      <div className={classes.picture}>
        <StreamPicture stream={stream} endpoints={endpoints} size="filling" />
      </div>
      <div className={classes.liveWords} role="status">
        <StateBadge shape="dot" tone="ok">
          {texts.streamLive(stream_path)}
        </StateBadge>
        <p className={classes.text}>{texts.streamLiveText}</p>
        {session.encoder !== null && <p className={classes.dim}>{texts.published(session.encoder)}</p>}
        <Button component={Link} to={`/streams/${stream_path}`} variant="default">
          {texts.watch}
        </Button>
      </div>
    </div>
  )
}
