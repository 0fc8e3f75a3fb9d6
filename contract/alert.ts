import { z } from 'zod'
import { clusterIdSchema, nodeIdSchema, timestampSchema } from './ids.ts'
import { sentenceSchema } from './sentence.ts'
import { streamPatternSchema } from './stream-policy.ts'
import { webhookUrlSchema } from './webhook.ts'

/** What the origin watches for. */
export const alertRuleSchema = z.enum([
  'node_lost',
  'publisher_lost',
  'bitrate_low',
  'disk_low',
  'node_disk_low',
  'certificate_expiring',
  'token_expiring',
  'clock_skew',
  'version_skew',
  'backup_old',
  'backup_failed',
])
export type AlertRule = z.infer<typeof alertRuleSchema>

export const alertSeveritySchema = z.enum(['warning', 'error'])
export type AlertSeverity = z.infer<typeof alertSeveritySchema>

/** What an alert is about. */
export const alertSubjectSchema = z.object({
  kind: z.enum(['node', 'stream', 'origin', 'certificate', 'token']),
  id: z.string(),
  /** As people call it. */
  name: z.string(),
})

/** Something that is the matter, or was. Said once when it begins and once when it is over. */
export const alertSchema = z.object({
  id: z.uuid(),
  rule: alertRuleSchema,
  severity: alertSeveritySchema,
  subject: alertSubjectSchema,
  /** `Node edge-1 is lost` */
  title: z.string(),
  /** What it means, in a sentence or two. */
  text: z.string(),
  /** When it was last known to be well; null: not known. */
  last_good_at: timestampSchema.nullable(),
  /** What it was told from, a line each. */
  evidence: z.array(z.string()),
  /** `title`, `text` and `evidence` as they can be told in other languages; absent: by a version that had them in English alone. */
  sentences: z.object({ title: sentenceSchema, text: sentenceSchema, evidence: z.array(sentenceSchema) }).optional(),
  /** The one thing to do, and where in the panel. */
  action: z.object({ text: z.string(), path: z.string() }),
  raised_at: timestampSchema,
  cleared_at: timestampSchema.nullable(),
  /** Why nobody was notified; null: those who are to be were. */
  quiet: z.enum(['muted', 'silenced']).nullable(),
})
export type Alert = z.infer<typeof alertSchema>

export const alertsQuerySchema = z.object({
  /** Those that are the matter now, or all that are kept. */
  state: z.enum(['open', 'all']).default('open'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export type AlertsQuery = z.infer<typeof alertsQuerySchema>

/** Answer of `GET /api/v1/alerts`, the newest first. */
export const alertsSchema = z.object({
  items: z.array(alertSchema),
  /** Since when nothing is the matter; null: something is. */
  quiet_since: timestampSchema.nullable(),
  /** What the desktop program tells of with notifications. */
  desktop: z.object({ enabled: z.boolean(), least_severity: alertSeveritySchema }),
})
export type Alerts = z.infer<typeof alertsSchema>

/** A rule as the panel lists it. */
export const alertRuleInfoSchema = z.object({
  rule: alertRuleSchema,
  /** When it is raised, in words. */
  when: z.string(),
  severity: alertSeveritySchema,
  muted: z.boolean(),
})
export type AlertRuleInfo = z.infer<typeof alertRuleInfoSchema>

export const muteRuleSchema = z.strictObject({ muted: z.boolean() })

/** What nobody is notified of for a while: everything, a node, or streams by their pattern. */
export const silenceScopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('node'), node_id: nodeIdSchema }),
  z.strictObject({ kind: z.literal('streams'), pattern: streamPatternSchema }),
])

/** What a silence is kept with: its pattern is written out already, and an answer cannot be made by what only reads. */
const keptScopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('node'), node_id: nodeIdSchema }),
  z.object({ kind: z.literal('streams'), pattern: z.string().max(258) }),
])

export const silenceSchema = z.object({
  id: z.uuid(),
  scope: keptScopeSchema,
  reason: z.string().nullable(),
  until: timestampSchema,
  created_by: z.string(),
  created_at: timestampSchema,
})
export type Silence = z.infer<typeof silenceSchema>

/** The longest that a silence lasts, in ms. */
export const MAX_SILENCE_MS = 30 * 86_400_000
export const createSilenceSchema = z.strictObject({
  scope: silenceScopeSchema,
  reason: z.string().trim().max(256).nullable().default(null),
  duration_ms: z.number().int().min(60_000).max(MAX_SILENCE_MS),
})
export type CreateSilence = z.infer<typeof createSilenceSchema>

const mailAddress = z.email('an e-mail address').max(254)

/** How e-mail is handed over. */
export const smtpSchema = z.strictObject({
  host: z.string().trim().min(1).max(253),
  port: z.number().int().min(1).max(65_535).default(587),
  /** `tls` from the first byte (port 465), `starttls` before anything else is said, `none`: in the clear, for a relay on this machine. */
  security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
  /** Null: the server asks for none. */
  user: z.string().max(256).nullable().default(null),
  from: mailAddress,
  to: z.array(mailAddress).min(1).max(20),
})
export type Smtp = z.infer<typeof smtpSchema>

const channelName = z.string().trim().min(1).max(64)
const least = alertSeveritySchema.default('warning')

/** A way by which people hear of alerts. */
export const createChannelSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('webhook'), name: channelName, least_severity: least, url: webhookUrlSchema }),
  z.strictObject({
    kind: z.literal('email'),
    name: channelName,
    least_severity: least,
    smtp: smtpSchema,
    /** Secret; sealed where it is kept, and never shown. */
    password: z.string().min(1).max(1_024).optional(),
  }),
])
export type CreateChannel = z.infer<typeof createChannelSchema>

export const changeChannelSchema = z.strictObject({
  name: channelName.optional(),
  least_severity: alertSeveritySchema.optional(),
  enabled: z.boolean().optional(),
})
export type ChangeChannel = z.infer<typeof changeChannelSchema>

export const deliverySchema = z.object({
  id: z.number().int(),
  channel_id: z.string(),
  at: timestampSchema,
  /** What was said. */
  what: z.enum(['raised', 'cleared', 'digest', 'test']),
  /** Of which alert, or how many. */
  about: z.string(),
  outcome: z.enum(['delivered', 'failed']),
  attempts: z.number().int().positive(),
  /** What came back, or why nothing did. */
  detail: z.string(),
})
export type Delivery = z.infer<typeof deliverySchema>

/** The channel of the desktop program is there always: whoever listens to the live events hears it. */
export const DESKTOP_CHANNEL = 'desktop'

export const channelSchema = z.object({
  /** A UUID, or {@link DESKTOP_CHANNEL}. */
  id: z.string(),
  kind: z.enum(['webhook', 'email', 'desktop']),
  name: z.string(),
  enabled: z.boolean(),
  least_severity: alertSeveritySchema,
  url: z.string().nullable(),
  smtp: smtpSchema.nullable(),
  has_secret: z.boolean(),
  created_at: timestampSchema.nullable(),
  last: deliverySchema.nullable(),
})
export type Channel = z.infer<typeof channelSchema>

/** A channel that was made. The webhook's key is shown this once. */
export const createdChannelSchema = channelSchema.extend({
  /** What a webhook's requests are signed with (`headwater-signature`); null: of another kind. */
  signing_key: z.string().nullable(),
})

export const notificationsSchema = z.object({
  rules: z.array(alertRuleInfoSchema),
  silences: z.array(silenceSchema),
  channels: z.array(channelSchema),
})
export type Notifications = z.infer<typeof notificationsSchema>

/** The body of an alert's webhook. Fields may be added. */
export const alertWebhookBodySchema = z.object({
  event: z.enum(['alert.raised', 'alert.cleared', 'alert.digest', 'alert.test']),
  cluster: z.object({ id: clusterIdSchema, name: z.string() }),
  at: timestampSchema,
  alerts: z.array(alertSchema),
})
export type AlertWebhookBody = z.infer<typeof alertWebhookBodySchema>
