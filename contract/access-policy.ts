import { z } from 'zod'
import { keptPolicySchema, streamPatternSchema } from './stream-policy.ts'
import { webhookUrlSchema } from './webhook.ts'

/** Access policies of an installation at most; nodes are told of all. */
export const MAX_ACCESS_POLICIES = 500

const networksSchema = z
  .array(z.union([z.cidrv4(), z.cidrv6()], 'a network as CIDR, for example 10.0.0.0/8 or 192.0.2.7/32'))
  .min(1)
  .max(64)

const referrersSchema = z
  .array(
    z
      .string()
      .max(253)
      .toLowerCase()
      .regex(/^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*$/, 'a host name, or *. before one: example.com, *.example.com'),
  )
  .min(1)
  .max(64)

/** What an access policy says; null leaves it to what holds without one. */
const rulesFields = z.strictObject({
  /**
   * By what a publisher is let in. `network_or_key`: without a key from the networks of the node's `publish_allow`, from anywhere with a good
   * one; as without a policy. `key`: with a good one alone. A signed address is as good as a key.
   */
  publish_with: z.enum(['network_or_key', 'key']).default('network_or_key'),
  /** Networks, as CIDR, that publishers may come from, also those with a key. Null: any. */
  publish_networks: networksSchema.nullable().default(null),
  /** Networks that no publisher may come from, whatever it shows. Null: none. */
  publish_denied_networks: networksSchema.nullable().default(null),
  /** By what a viewer is let in. `open`: by nothing, as without a policy. `signed_url`: by a signed address alone. */
  play_with: z.enum(['open', 'signed_url']).default('open'),
  /** Hosts whose pages the stream may be watched on: `example.com`, or `*.example.com` for all below. Null: any. */
  play_referrers: referrersSchema.nullable().default(null),
  /** With `play_referrers`: whether who names no page is let in, as players that are none of a page do. */
  play_without_referrer: z.boolean().default(true),
  /** Networks that viewers may come from. Null: any. */
  play_networks: networksSchema.nullable().default(null),
  /** Networks that no viewer may come from. Null: none. */
  play_denied_networks: networksSchema.nullable().default(null),
  /** Asked whether a publisher may begin, by the node that it came to (contract/webhook.ts). Null: nobody is asked. */
  on_publish_url: webhookUrlSchema.nullable().default(null),
  /** Asked whether a viewer may begin. Null: nobody is asked. */
  on_play_url: webhookUrlSchema.nullable().default(null),
  /** Told, by the node that had it, when a publisher's session is over; nothing waits for its answer. Null: nobody is told. */
  on_done_url: webhookUrlSchema.nullable().default(null),
  /** No answer within so many ms is none. */
  webhook_timeout_ms: z.number().int().min(100).max(10_000).default(3_000),
  /** Where no answer came. */
  webhook_on_failure: z.enum(['refuse', 'allow']).default('refuse'),
  /** Viewers at one address (IPv6: in one /64) of all streams of the pattern on a node together, at most. Null: any number. */
  max_viewers_per_address: z.number().int().min(1).max(1_000_000).nullable().default(null),
  /** The same of publishers. */
  max_publishers_per_address: z.number().int().min(1).max(10_000).nullable().default(null),
})

/** The rules as they are read back: what a newer program wrote besides is left out, what an older one did not write is as without a policy. */
const readRulesSchema = z.object(rulesFields.shape)

/** Who may publish and who may watch the streams of a pattern: as the origin keeps it and nodes hold to it. */
export const accessPolicySchema = keptPolicySchema.extend({ rules: readRulesSchema })
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
  play_with: shape.play_with.unwrap().optional(),
  play_referrers: shape.play_referrers.unwrap().optional(),
  play_without_referrer: shape.play_without_referrer.unwrap().optional(),
  play_networks: shape.play_networks.unwrap().optional(),
  play_denied_networks: shape.play_denied_networks.unwrap().optional(),
  on_publish_url: shape.on_publish_url.unwrap().optional(),
  on_play_url: shape.on_play_url.unwrap().optional(),
  on_done_url: shape.on_done_url.unwrap().optional(),
  webhook_timeout_ms: shape.webhook_timeout_ms.unwrap().optional(),
  webhook_on_failure: shape.webhook_on_failure.unwrap().optional(),
  max_viewers_per_address: shape.max_viewers_per_address.unwrap().optional(),
  max_publishers_per_address: shape.max_publishers_per_address.unwrap().optional(),
})
export type ChangeAccessPolicy = z.infer<typeof changeAccessPolicySchema>

/** What a policy says, in a few words: `published with a key; played from 10.0.0.0/8`. */
export function accessSummary({ rules }: Pick<AccessPolicy, 'rules'>): string {
  const { publish_with, publish_networks, publish_denied_networks, play_networks, play_denied_networks } = rules
  const { play_with, play_referrers, play_without_referrer } = rules
  const parts: string[] = []
  if (publish_with === 'key') parts.push('published with a key alone')
  if (publish_networks !== null) parts.push(`published from ${publish_networks.join(', ')}`)
  if (publish_denied_networks !== null) parts.push(`not published from ${publish_denied_networks.join(', ')}`)
  if (play_with === 'signed_url') parts.push('played by signed addresses alone')
  if (play_referrers !== null) {
    parts.push(`played on pages of ${play_referrers.join(', ')}${play_without_referrer ? ', or on none' : ''}`)
  }
  if (play_networks !== null) parts.push(`played from ${play_networks.join(', ')}`)
  if (play_denied_networks !== null) parts.push(`not played from ${play_denied_networks.join(', ')}`)
  const { on_publish_url, on_play_url, webhook_on_failure, max_viewers_per_address, max_publishers_per_address } = rules
  const asked = [on_publish_url === null ? null : 'publishers', on_play_url === null ? null : 'viewers']
  const whom = asked.filter((one) => one !== null).join(' and ')
  if (whom !== '')
    parts.push(
      `a webhook is asked about ${whom}, and without its answer they are ${webhook_on_failure === 'allow' ? 'let in' : 'refused'}`,
    )
  if (rules.on_done_url !== null) parts.push('a webhook is told when a publisher is done')
  if (max_viewers_per_address !== null) parts.push(`at most ${max_viewers_per_address} viewers at an address`)
  if (max_publishers_per_address !== null) parts.push(`at most ${max_publishers_per_address} publishers at an address`)
  return parts.length === 0 ? 'as without a policy' : parts.join('; ')
}
