import { memo } from 'react'
import { Link } from 'react-router'
import type { Stream } from '#contract/stream.ts'
import type { NodePlaces } from '../../data/node-places.ts'
import table from '../../parts/fact-table.module.css'
import { formatBitrate, formatCount } from '../../parts/format.ts'
import { KeyframeInterval } from '../../parts/keyframe-interval.tsx'
import { Elapsed } from '../../parts/since.tsx'
import { StreamBadge } from '../../parts/stream-badge.tsx'
import { StreamPicture } from '../../parts/stream-picture.tsx'
import { describeTracks } from '../../parts/tracks.ts'
import classes from './screen.module.css'
import { texts } from './texts.ts'

interface StreamRowProps {
  readonly stream: Stream
  readonly nodes: NodePlaces
  /** Its place in the list, counted from 0. */
  readonly index: number
  /** Told of the row when it comes into sight. Absent: nobody wants to know how high it is. */
  readonly measure?: ((row: HTMLTableRowElement | null) => void) | undefined
}

/** One stream of the table. */
export const StreamRow = memo(function StreamRow({ stream, nodes, index, measure }: StreamRowProps) {
  const { session, stream_path, subscribers, relays } = stream
  const { video, audio } = describeTracks(session.tracks)
  const publisher = nodes.get(session.publish_node_id)
  const running = relays.filter(({ state }) => state !== 'closed' && state !== 'failed')
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2}>
      <th scope="row">
        <span className={classes.pictured}>
          <StreamPicture stream={stream} endpoints={publisher?.endpoints} size="small" />
          <span className={classes.head}>
            <Link to={`/streams/${stream_path}`} className={classes.path}>
              {stream_path}
            </Link>
            <StreamBadge state={session.state} />
          </span>
        </span>
      </th>
      <td data-label={texts.columns.publisher}>
        <span className={classes.two}>
          {session.encoder ?? texts.unknownEncoder}
          <small>{texts.on(publisher?.name ?? '')}</small>
        </span>
      </td>
      <td data-label={texts.columns.media}>
        <span className={classes.two}>
          {video}
          <small>{audio}</small>
        </span>
      </td>
      <td data-label={texts.columns.bitrate} className={table.number}>
        {formatBitrate(session.bitrate_kbps)}
      </td>
      <td data-label={texts.columns.keyframes} className={`${table.number} ${table.wide}`}>
        <KeyframeInterval interval_ms={session.keyframe_interval_ms} />
      </td>
      <td data-label={texts.columns.viewers} className={table.number}>
        <strong>{formatCount(subscribers)}</strong>
      </td>
      <td data-label={texts.columns.nodes} className={table.wide}>
        <span className={classes.two}>
          <Where stream={stream} nodes={nodes} />
          <small>{running.length > 0 ? texts.relays(running.length) : ''}</small>
        </span>
      </td>
      <td data-label={texts.columns.live} className={table.number}>
        <Elapsed since={session.started_at} />
      </td>
    </tr>
  )
})

/** Most nodes that are named one by one. */
const NAMED_AT_MOST = 4

function Where({ stream: { participations }, nodes }: Pick<StreamRowProps, 'stream' | 'nodes'>) {
  if (participations.length === 0) return <span>{texts.nobody}</span>
  const sorted = participations.toSorted((a, b) => b.subscribers - a.subscribers)
  const rest = sorted.length - NAMED_AT_MOST
  return (
    <span className={classes.where}>
      {sorted.slice(0, NAMED_AT_MOST).map(({ node_id, subscribers }) => (
        <span key={node_id} className={classes.chip}>
          {nodes.get(node_id)?.name ?? node_id} <strong>{formatCount(subscribers)}</strong>
        </span>
      ))}
      {rest > 0 && <span className={classes.chip}>+{rest}</span>}
    </span>
  )
}
