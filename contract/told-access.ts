import { z } from 'zod'
import { accessPolicySchema, MAX_ACCESS_POLICIES } from './access-policy.ts'
import { MAX_STREAM_KEYS, toldStreamKeySchema } from './stream-key.ts'

/** Who may publish and watch, as nodes are told it and keep it, so that they hold to it while the origin is away. */
export const toldAccessSchema = z.object({
  /** Grows over restarts of the origin too. */
  revision: z.number().int().nonnegative(),
  policies: z.array(accessPolicySchema).max(MAX_ACCESS_POLICIES),
  stream_keys: z.array(toldStreamKeySchema).max(MAX_STREAM_KEYS),
})
export type ToldAccess = z.infer<typeof toldAccessSchema>
