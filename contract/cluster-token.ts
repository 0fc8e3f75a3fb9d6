import { z } from 'zod'
import { durationSchema } from './duration.ts'
import { timestampSchema } from './ids.ts'

/** A cluster token as the API lists it: what boxes join with under `/api/v1/cluster/`, and nothing else can be done with. */
export const clusterTokenInfoSchema = z.object({
  id: z.uuid(),
  /** First characters of the token, to tell one from another. */
  prefix: z.string(),
  name: z.string(),
  created_by: z.string(),
  created_at: timestampSchema,
  /** Until when it lets boxes in; null: until it is revoked. One that was rotated has the end of the overlap here. */
  expires_at: timestampSchema.nullable(),
  revoked_at: timestampSchema.nullable(),
  /** To the minute; null: never. */
  last_used_at: timestampSchema.nullable(),
  state: z.enum(['active', 'expired', 'revoked']),
})
export type ClusterTokenInfo = z.infer<typeof clusterTokenInfoSchema>

const nameSchema = z.string().trim().min(1).max(64)

export const createClusterTokenSchema = z.object({
  name: nameSchema.default('cluster token'),
  /** Absent: until it is revoked. */
  ttl: durationSchema.optional(),
})

/** The answer of the call that makes one: the only time the token is shown. */
export const createdClusterTokenSchema = clusterTokenInfoSchema.extend({ token: z.string() })

export const rotateClusterTokenSchema = z.object({
  /** How long the token of before lets boxes in beside the new one. */
  overlap: durationSchema.prefault('24h'),
})
