import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import type { Node } from '#contract/node.ts'
import type { Stream } from '#contract/stream.ts'
import table from '../../../parts/fact-table.module.css'
import { formatBitrate, formatCount, NOTHING } from '../../../parts/format.ts'
import { LivenessBadge, ModeBadge } from '../../../parts/node-badges.tsx'
import { texts } from '../texts.ts'
import type { Flow } from './flows.ts'
import classes from './topology-table.module.css'

interface TopologyTableProps {
  readonly nodes: readonly Node[]
  readonly streams: readonly Stream[]
  readonly flows: readonly Flow[]
}

/** The drawing as a table: the same facts for those who read rather than look. */
export function TopologyTable({ nodes, streams, flows }: TopologyTableProps) {
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
          {nodes.map((node) => (
            <Row key={node.id} node={node} nodes={nodes} streams={streams} flows={flows} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ node, nodes, streams, flows }: TopologyTableProps & { readonly node: Node }) {
  const published = streams.filter(({ session }) => session.publish_node_id === node.id)
  const received = flows.filter(({ target }) => target === node.id)
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
        <span>{published.map(({ stream_path }) => stream_path).join(', ') || NOTHING}</span>
      </td>
      <td data-label={texts.tableReceives}>
        <span>
          {received.length === 0 && NOTHING}
          {received.map((flow) => (
            <span key={flow.id} className={classes.line}>
              {nodes.find(({ id }) => id === flow.source)?.name}:{' '}
              {flow.streams.map(({ path, kbps }) => texts.stream(path, kbps)).join(', ')}
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
