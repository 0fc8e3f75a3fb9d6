import type { Node } from '#contract/node.ts'

/** The regions that these nodes name, in order. */
export function regionsOf(nodes: readonly Node[]): string[] {
  return [...new Set(nodes.flatMap(({ region }) => region ?? []))].toSorted()
}
