import type { Node } from '#contract/node.ts'
import { useStale } from '../data/live-context.tsx'
import { LookBadge } from './look-badge.tsx'
import { lastResortLook, livenessLook, modeLook } from './node-state.ts'

/** Whether the node answers, as the origin observed it. */
export function LivenessBadge({ node }: { readonly node: Node }) {
  return <LookBadge look={livenessLook(node.liveness, useStale())} />
}

/** That the node is asked last; nothing where it is asked like all others, or not at all. Quiet: without a ground of its own. */
export function LastResortBadge({ node, quiet = false }: { readonly node: Node; readonly quiet?: boolean }) {
  const look = lastResortLook(node)
  return look === null ? null : <LookBadge look={look} quiet={quiet} />
}

/** What an operator asked of the node; nothing where that is to work normally. */
export function ModeBadge({ node }: { readonly node: Node }) {
  const look = modeLook(node.mode)
  return look === null ? null : <LookBadge look={look} />
}
