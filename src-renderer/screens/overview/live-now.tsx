import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import type { Stream } from '#contract/stream.ts'
import { useNodesById } from '../../data/queries.ts'
import { formatBitrate } from '../../parts/format.ts'
import { Elapsed } from '../../parts/since.tsx'
import { StreamBadge } from '../../parts/stream-badge.tsx'
import { Surface } from '../../parts/surface.tsx'
import { byLetters } from '../../parts/text-order.ts'
import classes from './live-now.module.css'
import { texts } from './texts.ts'

/** The streams, most watched first. */
export function LiveNow({ streams }: { readonly streams: readonly Stream[] }) {
  const nodes = useNodesById()
  const sorted = streams.toSorted((a, b) => b.subscribers - a.subscribers || byLetters(a.stream_path, b.stream_path))
  return (
    <Surface
      title={texts.live}
      aside={streams.length}
      flush
      actions={
        <Anchor component={Link} to="/streams" size="sm">
          {texts.allStreams}
        </Anchor>
      }
    >
      <ul className={classes.list}>
        {sorted.slice(0, 8).map(({ stream_path, session, subscribers }) => (
          <li key={stream_path}>
            <Link to={`/streams/${stream_path}`} className={classes.row}>
              <span className={classes.path}>{stream_path}</span>
              <span className={classes.badge}>
                <StreamBadge state={session.state} />
              </span>
              <span className={classes.viewers}>{texts.viewerCount(subscribers)}</span>
              <span className={classes.facts}>
                <span>{session.encoder ?? ''}</span>
                <span>{texts.at(nodes.get(session.publish_node_id)?.name ?? '')}</span>
                <span>{formatBitrate(session.bitrate_kbps)}</span>
                <span>
                  <Elapsed since={session.started_at} />
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Surface>
  )
}
