import '@xyflow/react/dist/base.css'
import { Controls, MarkerType, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react'
import { useEffect } from 'react'
import { useStale } from '../../../data/live-context.tsx'
import type { CardNode, RelayEdge } from './drawing.ts'
import type { Flow } from './flows.ts'
import { CARD } from './geometry.ts'
import type { Topology } from './layout.ts'
import { RelayLine } from './relay-line.tsx'
import { TopologyCard } from './topology-card.tsx'
import './topology-flow.css'
import { texts } from '../texts.ts'

const nodeTypes = { card: TopologyCard }
const edgeTypes = { relay: RelayLine }
const fit = { padding: 0.08, maxZoom: 1.1 } as const

/** The drawing of where streams flow; moves by dragging, zooms by its buttons, and fits itself when its shape changes. */
export default function TopologyFlow({
  topology,
  describe,
}: {
  readonly topology: Topology
  readonly describe: (flow: Flow) => string
}) {
  const stale = useStale()
  const nodes: CardNode[] = inReadingOrder(topology).map((card) => ({
    id: card.id,
    type: 'card',
    position: { x: card.x, y: card.y },
    width: CARD.width,
    height: CARD.height,
    data: { card, direction: topology.direction },
  }))
  const edges: RelayEdge[] = topology.flows.map((flow) => ({
    id: flow.id,
    type: 'relay',
    source: flow.source,
    target: flow.target,
    sourceHandle: flow.backward ? 'back-out' : 'out',
    targetHandle: flow.backward ? 'back-in' : 'in',
    // Else the drawing names each line by the ids of its ends.
    ariaLabel: describe(flow),
    data: { flow, stale, label: describe(flow), direction: topology.direction },
    markerEnd: {
      type: MarkerType.ArrowClosed,
      color: flow.flowing && !stale ? 'var(--hw-flow)' : 'var(--hw-idle)',
      width: 14,
      height: 14,
    },
  }))
  return (
    <ReactFlowProvider>
      <ReactFlow
        className="topology"
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        fitView
        fitViewOptions={fit}
        minZoom={0.2}
        maxZoom={1.6}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        disableKeyboardA11y
        ariaLabelConfig={texts.controls}
        proOptions={{ hideAttribution: true }}
      >
        <Controls showInteractive={false} fitViewOptions={fit} />
        <FitOnChange shape={topology.shape} />
      </ReactFlow>
    </ReactFlowProvider>
  )
}

/** As they are seen, which is how Tab goes through them: along the flow first, then across. */
function inReadingOrder({ cards, direction }: Topology): Topology['cards'] {
  return cards.toSorted((a, b) => (direction === 'right' ? a.x - b.x || a.y - b.y : a.y - b.y || a.x - b.x))
}

function FitOnChange({ shape }: { readonly shape: string }) {
  const { fitView } = useReactFlow()
  useEffect(() => {
    if (shape === '') return
    const fitNow = () => void fitView(fit)
    const later = window.setTimeout(fitNow, 60)
    window.addEventListener('resize', fitNow)
    return () => {
      window.clearTimeout(later)
      window.removeEventListener('resize', fitNow)
    }
  }, [shape, fitView])
  return null
}
