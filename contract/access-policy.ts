import { z } from 'zod'
import { timestampSchema } from './ids.ts'
import { streamPatternSchema } from './stream-policy.ts'

/** Access policies of an installation at most; nodes are told of all. */
export const MAX_ACCESS_POLICIES = 500

const networksSchema = z
  .array(z.union([z.cidrv4(), z.cidrv6()], 'a network as CIDR, for example 10.0.0.0/8 or 192.0.2.7/32'))
  .min(1)
  .max(64)

/** What an access policy says; null leaves it to what holds without one. */
const rulesFields = z.strictObject({
  /**
   * By what a publisher is let in. `network_or_key`: without a key from the networks of the node's `publish_allow`, from anywhere with a good
   * one; as without a policy. `key`: with a good one alone.
   */
  publish_with: z.enum(['network_or_key', 'key']).default('network_or_key'),
  /** Networks, as CIDR, that publishers may come from, also those with a key. Null: any. */
  publish_networks: networksSchema.nullable().default(null),
  /** Networks that no publisher may come from, whatever it shows. Null: none. */
  publish_denied_networks: networksSchema.nullable().default(null),
  /** Networks that viewers may come from. Null: any. */
  play_networks: networksSchema.nullable().default(null),
  /** Networks that no viewer may come from. Null: none. */
  play_denied_networks: networksSchema.nullable().default(null),
})

/** The rules as they are read back: what a newer program wrote besides is left out, what an older one did not write is as without a policy. */
const readRulesSchema = z.object(rulesFields.shape)

/** Who may publish and who may watch the streams of a pattern: as the origin keeps it and nodes hold to it. */
export const accessPolicySchema = z.object({
  id: z.uuid(),
  pattern: z.string().max(258),
  rules: readRulesSchema,
  /** Grows with each change; its `ETag`. */
  revision: z.number().int().positive(),
  created_at: timestampSchema,
  updated_at: timestampSchema,
  /** Who changed it last, as the activity log names it. */
  updated_by: z.string(),
})
export type AccessPolicy = z.infer<typeof accessPolicySchema>

/** The body that makes a policy. */
export const createAccessPolicySchema = rulesFields
  .extend({ pattern: streamPatternSchema })
  .transform(({ pattern, ...rules }) => ({ pattern, rules }))
export type CreateAccessPolicy = z.infer<typeof createAccessPolicySchema>

const { shape } = rulesFields
/** The body that changes one: what is not in it stays as it is. */
export const changeAccessPolicySchema = z.strictObject({
  pattern: streamPatternSchema.optional(),
  publish_with: shape.publish_with.unwrap().optional(),
  publish_networks: shape.publish_networks.unwrap().optional(),
  publish_denied_networks: shape.publish_denied_networks.unwrap().optional(),
  play_networks: shape.play_networks.unwrap().optional(),
  play_denied_networks: shape.play_denied_networks.unwrap().optional(),
})
export type ChangeAccessPolicy = z.infer<typeof changeAccessPolicySchema>

/** What a policy says, in a few words: `published with a key; played from 10.0.0.0/8`. */
export function accessSummary({ rules }: Pick<AccessPolicy, 'rules'>): string {
  const { publish_with, publish_networks, publish_denied_networks, play_networks, play_denied_networks } = rules
  const parts: string[] = []
  if (publish_with === 'key') parts.push('published with a key alone')
  if (publish_networks !== null) parts.push(`published from ${publish_networks.join(', ')}`)
  if (publish_denied_networks !== null) parts.push(`not published from ${publish_denied_networks.join(', ')}`)
  if (play_networks !== null) parts.push(`played from ${play_networks.join(', ')}`)
  if (play_denied_networks !== null) parts.push(`not played from ${play_denied_networks.join(', ')}`)
  return parts.length === 0 ? 'as without a policy' : parts.join('; ')
}
