import type { Node } from '#contract/node.ts'
import { useStale } from '../data/live-context.tsx'
import { livenessLook, modeLook } from './node-state.ts'
import { StateBadge } from './state-mark.tsx'

/** Whether the node answers, as the origin observed it. */
export function LivenessBadge({ node }: { readonly node: Node }) {
  const { shape, tone, word } = livenessLook(node.liveness.state, useStale())
  return (
    <StateBadge shape={shape} tone={tone}>
      {word}
    </StateBadge>
  )
}

/** What an operator asked of the node; nothing where that is to work normally. */
export function ModeBadge({ node }: { readonly node: Node }) {
  const look = modeLook(node.mode)
  if (look === null) return null
  return (
    <StateBadge shape={look.shape} tone={look.tone}>
      {look.word}
    </StateBadge>
  )
}
