import type { Node, NodeEndpoints } from '#contract/node.ts'

/** Where a first stream is best sent: to the origin's own node, else to any that takes publishers; null where none does. */
export function publishEndpoints(nodes: readonly Node[]): NodeEndpoints | null {
  // Where members of another make take publishers they do not say.
  const taking = nodes.filter(({ routable, endpoints, kind }) => routable && endpoints !== null && kind !== 'foreign')
  return (taking.find(({ is_origin }) => is_origin) ?? taking[0])?.endpoints ?? null
}
