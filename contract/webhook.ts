import { z } from 'zod'
import { nodeIdSchema, streamPathSchema, timestampSchema } from './ids.ts'
import { mediaProtocolSchema } from './stream.ts'

/**
 * An address that is asked whether somebody may publish or watch: http or https, without a name and a password in it. Whether it points inward is
 * looked at when it is asked, by the addresses that its host has then.
 */
export const webhookUrlSchema = z
  .url({ protocol: /^https?$/, error: 'a webhook is an address of http or https' })
  .max(1_024)
  .refine((url) => URL.canParse(url) && new URL(url).username === '' && new URL(url).password === '', {
    error: 'an address without credentials in it',
  })

/** What is asked for; `on_done` asks for nothing, it tells that a publisher's session is over. `test` is what the origin sends when a webhook is set; its answer opens nothing. */
const webhookActionSchema = z.enum(['on_publish', 'on_play', 'on_done', 'test'])

/** The body of a webhook's request. Fields may be added. */
export const webhookBodySchema = z.object({
  action: webhookActionSchema,
  stream: streamPathSchema,
  app: z.string(),
  name: z.string(),
  /** IP address of the client. */
  address: z.string(),
  protocol: mediaProtocolSchema,
  /** What stands in the client's address behind the question mark; stream keys are left out. */
  query: z.record(z.string(), z.string()),
  /** The page that it comes from; null: it names none. */
  referrer: z.string().nullable(),
  node_id: nodeIdSchema.nullable(),
  /** Of this wish to publish or to watch; of `on_done` the session that is over. */
  session_id: z.string(),
  at: timestampSchema,
  /** Of `on_done` alone: why it is over. */
  reason: z.string().optional(),
})
export type WebhookBody = z.infer<typeof webhookBodySchema>

/**
 * Header of a webhook's signature: `t=1767225600,v1=<hex>`, a `v1` for each signing key of webhooks that is good. Each is HMAC-SHA256 of
 * `<t>.<body>` with the key as it is written.
 */
export const WEBHOOK_SIGNATURE_HEADER = 'headwater-signature'

/** How the last request of a webhook ended, as the origin knows it. */
export const webhookResultSchema = z.object({
  action: webhookActionSchema,
  at: timestampSchema,
  /** Null: the origin itself. */
  node_id: nodeIdSchema.nullable(),
  outcome: z.enum(['yes', 'no', 'failed']),
  /** For operators: the status and the reason that came, or why none came. */
  detail: z.string().max(512),
})
export type WebhookResult = z.infer<typeof webhookResultSchema>
