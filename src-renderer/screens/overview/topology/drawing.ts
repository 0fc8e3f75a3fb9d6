import type { Edge, Node as FlowNode } from '@xyflow/react'
import type { Direction } from './geometry.ts'
import type { PlacedCard, PlacedFlow } from './layout.ts'

/** A card in the drawing. */
export type CardNode = FlowNode<{ readonly card: PlacedCard; readonly direction: Direction }, 'card'>

/** A line between two cards. */
export type RelayEdge = Edge<
  { readonly flow: PlacedFlow; readonly stale: boolean; readonly label: string; readonly direction: Direction },
  'relay'
>
