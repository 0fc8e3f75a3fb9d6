import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import type { Node } from '#contract/node.ts'
import { DrainLine } from '../../parts/drain-line.tsx'
import { counted, formatBitrate } from '../../parts/format.ts'
import { Meter } from '../../parts/meter.tsx'
import { LastResortBadge, LivenessBadge, ModeBadge } from '../../parts/node-badges.tsx'
import { nodeWords } from '../../parts/node-kind.ts'
import { Age } from '../../parts/since.tsx'
import { NodeActions } from './node-actions.tsx'
import classes from './node-cards.module.css'
import { texts } from './texts.ts'

/** The nodes for a narrow screen: one block each. The browser draws only those in sight (content-visibility). */
export function NodeCards({ nodes }: { readonly nodes: readonly Node[] }) {
  return (
    <ul className={classes.list} aria-label={texts.caption}>
      {nodes.map((node) => (
        <li key={node.id} className={classes.card}>
          <div className={classes.head}>
            <Anchor component={Link} to={`/nodes/${node.id}`} fw={600} className={classes.name}>
              {node.name}
            </Anchor>
            <NodeActions node={node} />
          </div>
          <div className={classes.states}>
            <LivenessBadge node={node} />
            <ModeBadge node={node} />
            <LastResortBadge node={node} quiet />
            <span className={classes.where}>{nodeWords(node).join(' · ')}</span>
          </div>
          <DrainLine node={node} className={classes.draining} />
          <div className={classes.facts}>
            <Meter percent={node.load?.cpu_percent} />
            {node.load !== null && (
              <span>
                {counted(node.load.subscribers, 'viewer')} · {formatBitrate(node.load.egress_mbps * 1_000)}
              </span>
            )}
            <span className={classes.seen}>
              {node.liveness.last_seen_at === null ? texts.never : <Age at={node.liveness.last_seen_at} />}
            </span>
          </div>
        </li>
      ))}
    </ul>
  )
}
