import type { Node, NodeEndpoints } from '#contract/node.ts'

/** Where a first stream is best sent: to the origin's own node, else to any that takes publishers; null where none does. */
export function publishEndpoints(nodes: readonly Node[]): NodeEndpoints | null {
  // Where members of another make take publishers they do not say.
  const taking = nodes.filter(({ routable, endpoints, kind }) => routable && endpoints !== null && kind !== 'foreign')
  return (taking.find(({ is_origin }) => is_origin) ?? taking[0])?.endpoints ?? null
}

/** The same, and where every node is too busy just now, one that is: an encoder is set up once, and used on other days. */
export function encoderEndpoints(nodes: readonly Node[]): NodeEndpoints | null {
  const own = nodes.filter(({ endpoints, kind }) => endpoints !== null && kind !== 'foreign')
  return publishEndpoints(nodes) ?? (own.find(({ is_origin }) => is_origin) ?? own[0])?.endpoints ?? null
}
