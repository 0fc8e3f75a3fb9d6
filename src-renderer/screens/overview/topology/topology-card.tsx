import IconBroadcast from '@tabler/icons-react/dist/esm/icons/IconBroadcast.mjs'
import IconEye from '@tabler/icons-react/dist/esm/icons/IconEye.mjs'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { Link } from 'react-router'
import type { Node } from '#contract/node.ts'
import { useStale } from '../../../data/live-context.tsx'
import { formatBitrate, formatCount, formatPercent } from '../../../parts/format.ts'
import { kindWords } from '../../../parts/node-kind.ts'
import { livenessLook, modeLook } from '../../../parts/node-state.ts'
import { StateMark } from '../../../parts/state-mark.tsx'
import { texts } from '../texts.ts'
import type { CardNode } from './drawing.ts'
import classes from './topology-card.module.css'

/** Where lines come in and go out; those that run backwards have places of their own. */
const sides = {
  right: { near: Position.Left, far: Position.Right, first: { top: '38%' }, second: { top: '72%' } },
  down: { near: Position.Top, far: Position.Bottom, first: { left: '44%' }, second: { left: '72%' } },
} as const

/** A card of the drawing with the places where its lines begin and end. */
export function TopologyCard({ data: { card, direction } }: NodeProps<CardNode>) {
  const side = sides[direction]
  const [node, ...others] = card.nodes
  return (
    <>
      <Handle isConnectable={false} type="target" position={side.near} id="in" style={side.first} />
      <Handle isConnectable={false} type="source" position={side.near} id="back-out" style={side.second} />
      {others.length === 0 ? <NodeCard node={node} /> : <RegionCard nodes={card.nodes} region={node.region} />}
      <Handle isConnectable={false} type="source" position={side.far} id="out" style={side.first} />
      <Handle isConnectable={false} type="target" position={side.far} id="back-in" style={side.second} />
    </>
  )
}

/** A node: its name, state by shape, word and colour, region and load. Leads to its page. */
function NodeCard({ node }: { readonly node: Node }) {
  const liveness = livenessLook(node.liveness, useStale())
  const mode = modeLook(node.mode)
  const kind = kindWords(node)
  const shown = liveness.tone === 'ok' && mode !== null ? mode : liveness
  const words = [liveness.word, mode?.word].filter((word) => word !== undefined).join(', ')
  const answers = node.liveness.state === 'alive' || node.liveness.state === 'suspect'
  const load = answers ? node.load : null
  return (
    <Link to={`/nodes/${node.id}`} className={`${classes.card} nodrag nopan`} data-tone={shown.tone} draggable={false}>
      <span className={classes.head}>
        <StateMark shape={shown.shape} tone={shown.tone} />
        <span className={classes.name}>{node.name}</span>
        {kind !== null && <span className={classes.kind}>{kind}</span>}
      </span>
      <span className={classes.where}>
        <span className={classes.state} data-tone={shown.tone}>
          {words}
        </span>
        {node.region !== null && ` · ${node.region}`}
      </span>
      {load !== null && (
        <LoadLine
          publishers={load.publishers}
          viewers={load.subscribers}
          egress_mbps={load.egress_mbps}
          cpu_percent={load.cpu_percent}
        />
      )}
    </Link>
  )
}

/** Nodes of one region that all are well and only serve viewers. Leads to them in the list. */
function RegionCard({ nodes, region }: { readonly nodes: readonly Node[]; readonly region: string | null }) {
  const { shape, tone, word } = livenessLook({ state: 'alive', flapping: false }, useStale())
  const sum = (read: (load: NonNullable<Node['load']>) => number) =>
    nodes.reduce((total, { load }) => total + (load === null ? 0 : read(load)), 0)
  return (
    <Link
      to={`/nodes?q=${encodeURIComponent(region ?? '')}`}
      className={`${classes.card} nodrag nopan`}
      data-tone={tone}
      data-many="true"
      draggable={false}
    >
      <span className={classes.head}>
        <StateMark shape={shape} tone={tone} />
        <span className={classes.name}>{region ?? texts.noRegion}</span>
      </span>
      <span className={classes.where}>
        {texts.nodeCount(nodes.length)},{' '}
        <span className={classes.state} data-tone={tone}>
          {texts.allAre(word)}
        </span>
      </span>
      <LoadLine
        publishers={sum((load) => load.publishers)}
        viewers={sum((load) => load.subscribers)}
        egress_mbps={sum((load) => load.egress_mbps)}
        cpu_percent={Math.max(...nodes.map(({ load }) => load?.cpu_percent ?? 0))}
      />
    </Link>
  )
}

interface LoadLineProps {
  readonly publishers: number
  readonly viewers: number
  readonly egress_mbps: number
  readonly cpu_percent: number
}

function LoadLine({ publishers, viewers, egress_mbps, cpu_percent }: LoadLineProps) {
  return (
    <>
      <span className={classes.load}>
        <span className={classes.figure} title={texts.publisherCount(publishers)}>
          <IconBroadcast size={14} aria-hidden="true" />
          {formatCount(publishers)}
          <span className="hw-hidden">{texts.publishers}</span>
        </span>
        <span className={classes.figure} title={texts.viewerCount(viewers)}>
          <IconEye size={14} aria-hidden="true" />
          {formatCount(viewers)}
          <span className="hw-hidden">{texts.viewersHidden}</span>
        </span>
        <span className={classes.egress}>{formatBitrate(egress_mbps * 1_000)}</span>
      </span>
      <span className={classes.cpu} title={texts.cpu(formatPercent(cpu_percent))} aria-hidden="true">
        <span style={{ width: `${cpu_percent}%` }} data-high={cpu_percent >= 75} />
      </span>
    </>
  )
}
