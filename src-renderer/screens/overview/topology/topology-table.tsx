import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import type { Node } from '#contract/node.ts'
import type { Stream } from '#contract/stream.ts'
import table from '../../../parts/fact-table.module.css'
import { formatBitrate, formatCount, NOTHING } from '../../../parts/format.ts'
import { LivenessBadge, ModeBadge } from '../../../parts/node-badges.tsx'
import { texts } from '../texts.ts'
import type { Flow } from './flows.ts'
import { named } from './named.ts'
import classes from './topology-table.module.css'

/** More rows are no overview; all nodes are in their list. */
const ROWS_AT_MOST = 50

interface TopologyTableProps {
  readonly nodes: readonly Node[]
  readonly streams: readonly Stream[]
  readonly flows: readonly Flow[]
}

/** The drawing as a table: the same facts for those who read rather than look. */
export function TopologyTable({ nodes, streams, flows }: TopologyTableProps) {
  const published = Map.groupBy(streams, ({ session }) => session.publish_node_id)
  const received = Map.groupBy(flows, ({ target }) => target)
  const names = new Map<string, string>(nodes.map(({ id, name }) => [id, name]))
  const more = nodes.length - ROWS_AT_MOST
  return (
    <div className={table.frame}>
      <table className={table.table}>
        <caption className="hw-hidden">{texts.tableCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.tableNode}</th>
            <th scope="col">{texts.tableState}</th>
            <th scope="col">{texts.tablePublishes}</th>
            <th scope="col">{texts.tableReceives}</th>
            <th scope="col" className={table.number}>
              {texts.tableViewers}
            </th>
            <th scope="col" className={table.number}>
              {texts.tableEgress}
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.slice(0, ROWS_AT_MOST).map((node) => (
            <Row
              key={node.id}
              node={node}
              published={published.get(node.id) ?? []}
              received={received.get(node.id) ?? []}
              names={names}
            />
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <Anchor component={Link} to="/nodes" className={classes.more} size="sm">
          {texts.tableMore(more)}
        </Anchor>
      )}
    </div>
  )
}

interface RowProps {
  readonly node: Node
  readonly published: readonly Stream[]
  readonly received: readonly Flow[]
  readonly names: ReadonlyMap<string, string>
}

function Row({ node, published, received, names }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <Anchor component={Link} to={`/nodes/${node.id}`} fw={600}>
          {node.name}
        </Anchor>
      </th>
      <td data-label={texts.tableState}>
        <span className={classes.states}>
          <LivenessBadge node={node} />
          <ModeBadge node={node} />
        </span>
      </td>
      <td data-label={texts.tablePublishes}>
        <span>{named(published.map(({ stream_path }) => stream_path)) || NOTHING}</span>
      </td>
      <td data-label={texts.tableReceives}>
        <span>
          {received.length === 0 && NOTHING}
          {received.slice(0, ROWS_AT_MOST).map((flow) => (
            <span key={flow.id} className={classes.line}>
              {texts.received(
                names.get(flow.source) ?? '',
                named(flow.streams.map(({ path, kbps }) => texts.stream(path, kbps))),
              )}
            </span>
          ))}
        </span>
      </td>
      <td data-label={texts.tableViewers} className={table.number}>
        {node.load === null ? NOTHING : formatCount(node.load.subscribers)}
      </td>
      <td data-label={texts.tableEgress} className={table.number}>
        {node.load === null ? NOTHING : formatBitrate(node.load.egress_mbps * 1_000)}
      </td>
    </tr>
  )
}
