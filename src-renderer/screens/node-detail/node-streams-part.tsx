import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import type { Node } from '#contract/node.ts'
import { useNodesById, useStreams } from '../../data/queries.ts'
import table from '../../parts/fact-table.module.css'
import { formatBitrate, formatCount, NOTHING } from '../../parts/format.ts'
import { StreamBadge } from '../../parts/stream-badge.tsx'
import { Surface } from '../../parts/surface.tsx'
import { streamsOfNode } from './node-streams.ts'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** More rows are read in the list of streams. */
const SHOWN_AT_MOST = 50

/** The streams that pass a node: where each comes from, who watches it here, and where it goes. */
export function NodeStreamsPart({ node }: { readonly node: Node }) {
  const { data: streams = [] } = useStreams()
  const nodes = useNodesById()
  const rows = streamsOfNode(node, streams)
  const nameOf = (node_id: string) => nodes.get(node_id)?.name ?? node_id
  return (
    <Surface title={texts.streams} aside={rows.length > 0 ? rows.length : undefined} flush>
      {rows.length === 0 ? (
        <p className={classes.nonePadded}>{texts.noStreams}</p>
      ) : (
        <div className={`${table.frame} ${classes.streams}`}>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{texts.stream}</th>
                <th scope="col">{texts.role}</th>
                <th scope="col">{texts.servesTo}</th>
                <th scope="col" className={table.number}>
                  {texts.bitrate}
                </th>
                <th scope="col" className={table.number}>
                  {texts.viewers}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN_AT_MOST).map(({ stream, from, to, viewers }) => (
                <tr key={stream.stream_path}>
                  <th scope="row">
                    <span className={classes.inline}>
                      <Anchor component={Link} to={`/streams/${stream.stream_path}`} fw={600}>
                        {stream.stream_path}
                      </Anchor>
                      <StreamBadge state={stream.session.state} />
                    </span>
                  </th>
                  <td data-label={texts.role}>
                    {from === null
                      ? texts.published(stream.session.encoder)
                      : texts.relayedFrom(nameOf(from.source_node_id))}
                  </td>
                  <td data-label={texts.servesTo}>
                    {to.map(({ dest_node_id }) => nameOf(dest_node_id)).join(', ') || NOTHING}
                  </td>
                  <td data-label={texts.bitrate} className={table.number}>
                    {formatBitrate(stream.session.bitrate_kbps)}
                  </td>
                  <td data-label={texts.viewers} className={table.number}>
                    {formatCount(viewers)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length > SHOWN_AT_MOST && (
            <Anchor
              component={Link}
              to={`/streams?q=${encodeURIComponent(node.name)}`}
              className={classes.more}
              size="sm"
            >
              {texts.moreHolds(rows.length - SHOWN_AT_MOST)}
            </Anchor>
          )}
        </div>
      )}
    </Surface>
  )
}
