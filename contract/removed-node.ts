import { z } from 'zod'
import { nodeIdSchema, nodeNameSchema, timestampSchema } from './ids.ts'
import { nodeKindSchema } from './node.ts'

/** A node that was a member of the cluster and is none any more. */
export const removedNodeSchema = z.object({
  id: nodeIdSchema,
  name: nodeNameSchema,
  kind: nodeKindSchema,
  /** evicted: an operator removed it; retired: it was drained and has left. */
  how: z.enum(['evicted', 'retired']),
  region: z.string().nullable(),
  last_seen_at: timestampSchema.nullable(),
  /**
   * `allow`: it joins by the token that all members of its kind share, once an operator allows it
   * (`POST /api/v1/cluster/nodes/{id}/allow`); `enrollment_token`: only with a new token.
   */
  back_by: z.enum(['allow', 'enrollment_token']),
})
export type RemovedNode = z.infer<typeof removedNodeSchema>
