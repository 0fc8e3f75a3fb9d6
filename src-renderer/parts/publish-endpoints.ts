import type { Node, NodeEndpoints } from '#contract/node.ts'

/** Where a first stream is best sent: to the origin's own node, else to any that takes publishers; null where none does. */
export function publishEndpoints(nodes: readonly Node[]): NodeEndpoints | null {
  const taking = nodes.filter(({ routable, endpoints }) => routable && endpoints !== null)
  return (taking.find(({ is_origin }) => is_origin) ?? taking[0])?.endpoints ?? null
}
