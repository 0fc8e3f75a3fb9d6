import { Anchor } from '@mantine/core'
import { memo } from 'react'
import { Link } from 'react-router'
import type { Node } from '#contract/node.ts'
import { DrainLine } from '../../parts/drain-line.tsx'
import { formatBitrate } from '../../parts/format.ts'
import { useRowsInSight } from '../../parts/long-table/use-rows-in-sight.ts'
import { Meter } from '../../parts/meter.tsx'
import { LastResortBadge, LivenessBadge, ModeBadge } from '../../parts/node-badges.tsx'
import { nodeWords } from '../../parts/node-kind.ts'
import { Age } from '../../parts/since.tsx'
import { NodeActions } from './node-actions.tsx'
import classes from './node-cards.module.css'
import { texts } from './texts.ts'

/** From here on only the blocks in sight are in the page, and the list scrolls in itself. */
const VIRTUAL_FROM = 60
const CARD_HEIGHT = 112

/** The nodes for a narrow screen: one block each, as high as what is in it. */
export function NodeCards({ nodes }: { readonly nodes: readonly Node[] }) {
  const rows = useRowsInSight({
    ...{ count: nodes.length, virtual_from: VIRTUAL_FROM, row_height: CARD_HEIGHT, overscan: 4 },
    keyOf: (index) => nodes[index]?.id ?? index,
  })
  return (
    <div ref={rows.scroller} className={classes.scroller} data-virtual={rows.virtual}>
      <ul
        className={classes.list}
        aria-label={texts.caption}
        style={{ paddingBlock: `${rows.before}px ${rows.after}px` }}
      >
        {rows.indexes.map((index) => {
          const node = nodes[index]
          return node === undefined ? null : (
            <NodeCard key={node.id} {...{ node, index }} count={nodes.length} measure={rows.measure} />
          )
        })}
      </ul>
    </div>
  )
}

interface NodeCardProps {
  readonly node: Node
  readonly index: number
  /** How many there are, those out of sight too. */
  readonly count: number
  readonly measure: ((card: HTMLElement | null) => void) | undefined
}

const NodeCard = memo(function NodeCard({ node, index, count, measure }: NodeCardProps) {
  return (
    <li ref={measure} data-index={index} aria-setsize={count} aria-posinset={index + 1} className={classes.card}>
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
            {texts.viewers(node.load.subscribers)} · {formatBitrate(node.load.egress_mbps * 1_000)}
          </span>
        )}
        <span className={classes.seen}>
          {node.liveness.last_seen_at === null ? texts.never : <Age at={node.liveness.last_seen_at} />}
        </span>
      </div>
    </li>
  )
})
