import type { Node } from '#contract/node.ts'
import { texts } from './state-texts.ts'

/** The same and its region, as far as there is anything to say. */
export function nodeWords(node: Pick<Node, 'is_origin' | 'kind' | 'region'>): readonly string[] {
  return [kindWords(node), node.region].filter((word) => word !== null)
}

/** What sets a node apart from the others, in a word or two; null: nothing. */
export function kindWords({ is_origin, kind }: Pick<Node, 'is_origin' | 'kind'>): string | null {
  if (is_origin) return texts.origin
  return kind === 'foreign' ? texts.foreign : null
}
