import { z } from 'zod'
import { nodeIdSchema } from './ids.ts'
import { livenessStateSchema, nodeKindSchema, nodeModeValueSchema } from './node.ts'

/**
 * A part of a long list, in its own order: at most `limit` items behind `after`. Without `limit` the answer is the whole
 * list, which for ten thousand nodes is twelve megabytes.
 */
const pageQuery = {
  limit: z.coerce.number().int().min(1).max(5_000).optional(),
  /** `next` of the answer before: a node's name, or a stream's path, which has 257 characters at most. */
  after: z.string().max(257).optional(),
}

export const nodesQuerySchema = z.object({
  ...pageQuery,
  region: z.string().max(64).optional(),
  liveness: livenessStateSchema.optional(),
  mode: nodeModeValueSchema.optional(),
  kind: nodeKindSchema.optional(),
})
export type NodesQuery = z.infer<typeof nodesQuerySchema>

export const streamsQuerySchema = z.object({
  ...pageQuery,
  /** Only what this node publishes, relays or plays. */
  node_id: nodeIdSchema.optional(),
  app: z.string().max(100).optional(),
})
export type StreamsQuery = z.infer<typeof streamsQuerySchema>

/** A page: its items, and what to ask for as `after` to go on; null: this was all. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

/**
 * Cuts a page out of a whole list.
 *
 * @param sorted in the order of `keyOf`, which no two items share
 */
export function pageOf<Item>(
  sorted: readonly Item[],
  { limit, after }: { readonly limit?: number | undefined; readonly after?: string | undefined },
  keyOf: (item: Item) => string,
): Page<Item> {
  const behind = after === undefined ? sorted : sorted.slice(firstBehind(sorted, after, keyOf))
  if (limit === undefined || behind.length <= limit) return { items: behind, next: null }
  const items = behind.slice(0, limit)
  const last = items.at(-1)
  return { items, next: last === undefined ? null : keyOf(last) }
}

/** Index of the first item behind the key, which need not be there any more. */
function firstBehind<Item>(sorted: readonly Item[], key: string, keyOf: (item: Item) => string): number {
  let from = 0
  let to = sorted.length
  while (from < to) {
    const middle = (from + to) >>> 1
    const item = sorted[middle]
    if (item !== undefined && keyOf(item) <= key) from = middle + 1
    else to = middle
  }
  return from
}
