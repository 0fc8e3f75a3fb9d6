import { Anchor } from '@mantine/core'
import { memo } from 'react'
import { Link } from 'react-router'
import type { Node } from '#contract/node.ts'
import { DrainLine } from '../../parts/drain-line.tsx'
import { formatBitrate, formatCount, NOTHING } from '../../parts/format.ts'
import { Meter } from '../../parts/meter.tsx'
import { LastResortBadge, LivenessBadge, ModeBadge } from '../../parts/node-badges.tsx'
import { nodeWords } from '../../parts/node-kind.ts'
import { Age } from '../../parts/since.tsx'
import { NodeActions } from './node-actions.tsx'
import classes from './nodes-table.module.css'
import { texts } from './texts.ts'

/** One node of the table; drawn again only when the node changed. */
export const NodeRow = memo(function NodeRow({ node, index }: { readonly node: Node; readonly index: number }) {
  const { load, endpoints } = node
  const words = nodeWords(node).join(' · ')
  return (
    <tr
      aria-rowindex={index + 2}
      className={classes.row}
      data-silent={node.liveness.state === 'offline' || node.liveness.state === 'left'}
    >
      <th scope="row" className={classes.name}>
        <Anchor component={Link} to={`/nodes/${node.id}`} fw={600} className={classes.link}>
          {node.name}
        </Anchor>
        {words !== '' && <span className={classes.under}>{words}</span>}
      </th>
      <td>
        <div className={classes.state}>
          <span className={classes.states}>
            <LivenessBadge node={node} />
            <ModeBadge node={node} />
          </span>
          <LastResortBadge node={node} quiet />
          <DrainLine node={node} className={classes.under} brief />
        </div>
      </td>
      <td className={classes.extra}>{endpoints === null ? NOTHING : endpoints.address}</td>
      <td className={classes.extra}>{node.version ?? NOTHING}</td>
      <td>
        <Meter percent={load?.cpu_percent} />
      </td>
      <td className={classes.more}>
        <Meter percent={load?.memory_percent} />
      </td>
      <td className={classes.number}>{load === null ? NOTHING : formatBitrate(load.egress_mbps * 1_000)}</td>
      <td className={classes.number}>{load === null ? NOTHING : formatCount(load.subscribers)}</td>
      <td className={`${classes.number} ${classes.more}`}>{load === null ? NOTHING : formatCount(load.publishers)}</td>
      <td className={`${classes.number} ${classes.more}`}>
        {load === null ? (
          NOTHING
        ) : (
          <span title={texts.relaysTitle(load.relays_in, load.relays_out)}>
            {formatCount(load.relays_in)} / {formatCount(load.relays_out)}
          </span>
        )}
      </td>
      <td className={classes.number}>
        {node.liveness.last_seen_at === null ? texts.never : <Age at={node.liveness.last_seen_at} />}
      </td>
      <td className={classes.actions}>
        <NodeActions node={node} />
      </td>
    </tr>
  )
})
