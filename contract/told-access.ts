import { z } from 'zod'
import { accessPolicySchema, MAX_ACCESS_POLICIES } from './access-policy.ts'
import { streamPathSchema } from './ids.ts'
import { MAX_KEEP_OUTS, toldKeepOutSchema } from './keep-out.ts'
import { MAX_SIGNING_KEYS, toldSigningKeySchema } from './signing-key.ts'
import { MAX_STREAM_KEYS, toldStreamKeySchema } from './stream-key.ts'

/** Who may publish and watch, as nodes are told it and keep it, so that they hold to it while the origin is away. */
export const toldAccessSchema = z.object({
  /** Grows over restarts of the origin too. */
  revision: z.number().int().nonnegative(),
  policies: z.array(accessPolicySchema).max(MAX_ACCESS_POLICIES),
  stream_keys: z.array(toldStreamKeySchema).max(MAX_STREAM_KEYS),
  /** Secret: nodes keep them in a file of their own. */
  signing_keys: z.array(toldSigningKeySchema).max(MAX_SIGNING_KEYS).default([]),
  /** Secret: what nodes let viewers of HLS go on with is made by it. Null: an older origin. */
  watch_key: z.string().max(128).nullable().default(null),
  /** Who may not come back to a stream for a while. */
  keep_outs: z.array(toldKeepOutSchema).max(MAX_KEEP_OUTS).default([]),
  /** Inward networks, as CIDR, that webhooks may be in. */
  webhook_networks: z.array(z.string().max(64)).max(64).default([]),
})
export type ToldAccess = z.infer<typeof toldAccessSchema>

/** Entries of one report at most, of each kind. */
export const MAX_REPORTED = 50

/** Why somebody was not let in. */
export const accessRefusalReasonSchema = z.enum([
  'network',
  'key',
  'signature',
  'referrer',
  'grant',
  'webhook',
  'address_limit',
  'kept_out',
])
export type AccessRefusalReason = z.infer<typeof accessRefusalReasonSchema>

/** Clients who were refused for one reason, counted. */
export const accessRefusalsSchema = z.object({
  kind: z.enum(['play', 'publish']),
  reason: accessRefusalReasonSchema,
  stream_path: streamPathSchema,
  count: z.number().int().positive(),
  /** The last of them, and what was said; for operators. */
  address: z.string().max(64),
  detail: z.string().max(512),
})
export type AccessRefusals = z.infer<typeof accessRefusalsSchema>
