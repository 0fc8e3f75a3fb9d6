import type { Node } from '#contract/node.ts'

/** What sets a node apart from the others, in a word or two; null: nothing. */
export function kindWords({ is_origin, kind }: Pick<Node, 'is_origin' | 'kind'>): string | null {
  if (is_origin) return 'origin'
  return kind === 'foreign' ? 'of another make' : null
}
