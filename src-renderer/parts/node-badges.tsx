import type { Node } from '#contract/node.ts'
import { useStale } from '../data/live-context.tsx'
import { lastResortLook, livenessLook, modeLook } from './node-state.ts'
import { StateBadge } from './state-mark.tsx'

/** Whether the node answers, as the origin observed it. */
export function LivenessBadge({ node }: { readonly node: Node }) {
  const { shape, tone, word } = livenessLook(node.liveness, useStale())
  return (
    <StateBadge shape={shape} tone={tone}>
      {word}
    </StateBadge>
  )
}

/** That the node is asked last; nothing where it is asked like all others, or not at all. Quiet: without a ground of its own. */
export function LastResortBadge({ node, quiet = false }: { readonly node: Node; readonly quiet?: boolean }) {
  const look = lastResortLook(node)
  if (look === null) return null
  return (
    <StateBadge shape={look.shape} tone={look.tone} quiet={quiet}>
      {look.word}
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
