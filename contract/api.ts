import { z } from 'zod'
import { durationSchema } from './duration.ts'
import { enrollmentBoundsSchema, enrollmentTokenInfoSchema } from './enrollment.ts'
import { clusterIdSchema, nodeIdSchema, streamPathSchema, timestampSchema } from './ids.ts'
import { nodeDrainSchema, nodeModeSchema, nodeModeValueSchema, nodeRoleSchema } from './node.ts'
import { runKindSchema } from './provisioning-run.ts'
import { storageSummarySchema } from './storage.ts'
import { mediaProtocolSchema } from './stream.ts'
import { namedPolicySchema } from './stream-policy.ts'

/**
 * Cookie that carries an operator's session; HttpOnly, SameSite=Strict, Secure where the origin speaks HTTPS. Browsers keep
 * cookies by host name without the port, so that two origins on one machine need a name each.
 */
export function sessionCookieName(port: number): string {
  return `headwater_session_${port}`
}

/** What every error of `/api/v1` says: what happened, in words for a person, and what to do about it in `details.hint`. */
export const apiErrorSchema = z.object({
  /** Stable, for programs: lower-case words joined by underscores. */
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).nullable(),
  request_id: z.string(),
})
export type ApiError = z.infer<typeof apiErrorSchema>

/** Envelope of every answer of `/api/v1` that succeeds. */
export function answerOf<Data extends z.ZodType>(data: Data) {
  return z.object({ data, error: z.null() })
}

/** Envelope of every answer of `/api/v1` that fails. */
export const errorAnswerSchema = z.object({ data: z.null(), error: apiErrorSchema })

/** How the origin keeps its live state, and whether that works at this moment. */
export const liveStateStatusSchema = z.object({
  kind: z.enum(['redis_managed', 'redis_external', 'memory']),
  state: z.enum(['ok', 'degraded']),
  /** What that means, for a person: why memory was taken, or since when Redis is away. */
  detail: z.string(),
})
export type LiveStateStatus = z.infer<typeof liveStateStatusSchema>

/** The installation at a glance. */
export const clusterInfoSchema = z.object({
  id: clusterIdSchema,
  name: z.string(),
  origin_version: z.string(),
  started_at: timestampSchema,
  live_state: liveStateStatusSchema,
  /** The disk of the origin's data. */
  storage: storageSummarySchema,
  /** The node-runtime beside the origin; null until it has joined. */
  origin_node_id: nodeIdSchema.nullable(),
  /** Base URL that nodes on other machines use to reach this origin, and whether they can (false: it listens on loopback only). */
  join_url: z.string(),
  reachable_from_outside: z.boolean(),
  /** Whether the panel offers the first run by itself to owners; absent: of an older origin. */
  first_run: z.boolean().optional(),
  /** What runs of provisioning this origin can do; another kind is refused (`run_kind_unavailable`). */
  run_kinds: z.array(runKindSchema),
})
export type ClusterInfo = z.infer<typeof clusterInfoSchema>

/** How long a drain waits unless it is told otherwise, in ms. */
export const DRAIN_DEADLINE_MS = 15 * 60_000

/** Ask a node to take no new work; what it carries goes on until it ends or the deadline comes. */
/** The latest that a drain's deadline may be, from when it is asked for, in ms. */
export const MAX_DRAIN_DEADLINE_MS = 7 * 86_400_000

export const drainRequestSchema = z.object({
  reason: z.string().max(256).nullable().default(null),
  /** Milliseconds from now until the drain gives up waiting; 0: at once; null: waits for the last subscriber. */
  deadline_ms: z.number().int().min(0).max(MAX_DRAIN_DEADLINE_MS).nullable().default(DRAIN_DEADLINE_MS),
  /** What becomes of what is left at the deadline: it is ended, or the drain waits on. */
  on_deadline: z.enum(['end', 'wait']).default('end'),
  /** What becomes of the node once it carries nothing; null: it stays drained until it is resumed. */
  after_drain: z.enum(['maintenance', 'retire']).nullable().default(null),
  /** When the node takes work again by itself, whatever it is by then; null: when it is resumed. */
  expires_at: timestampSchema.nullable().optional(),
  /** Drain even if no other node could take new work; a reason must be given then. */
  force: z.boolean().default(false),
})
export type DrainRequest = z.infer<typeof drainRequestSchema>

/** The body that asks for a drain: the deadline may be said with its unit too (`deadline: 15m`), and counts before `deadline_ms`. */
export const drainBodySchema = drainRequestSchema
  .extend({ deadline: durationSchema.pipe(z.number().max(MAX_DRAIN_DEADLINE_MS)).optional() })
  .transform(({ deadline, ...request }): DrainRequest => ({ ...request, deadline_ms: deadline ?? request.deadline_ms }))

export const resumeRequestSchema = z.object({ reason: z.string().max(256).nullable().default(null) })

/** Take a node out at once: what it carries is ended. */
export const maintainRequestSchema = z.object({
  reason: z.string().max(256).nullable().default(null),
  /** As for a drain. */
  expires_at: timestampSchema.nullable().optional(),
  force: z.boolean().default(false),
})
export type MaintainRequest = z.infer<typeof maintainRequestSchema>

/** Take no new work in some roles; what the node has of them goes on. Resuming it opens them. */
export const closeRolesRequestSchema = z.object({
  roles: z.array(nodeRoleSchema).min(1).max(3),
  reason: z.string().max(256).nullable().default(null),
  expires_at: timestampSchema.nullable().optional(),
  force: z.boolean().default(false),
})
export type CloseRolesRequest = z.infer<typeof closeRolesRequestSchema>

/** Put a node into a mode, as FrameWorks has it (contracts F-39): by its name, and with nothing else decided. */
export const setModeRequestSchema = z.object({
  /** normal, draining or maintenance. */
  mode: z.string().max(32),
  /** Who wants it, for those who read the reason; who asked is known by their session or key anyway. */
  set_by: z.string().max(64).optional(),
  reason: z.string().max(160).nullable().default(null),
  expires_at: timestampSchema.nullable().optional(),
  force: z.boolean().default(false),
})

export type SetModeRequest = z.infer<typeof setModeRequestSchema>

/** How a node is, in FrameWorks' words. */
export const operationalModeSchema = z.object({
  node_id: nodeIdSchema,
  operational_mode: nodeModeValueSchema,
  active_viewers: z.number().int().nonnegative(),
})

/** End a membership. As a query, where a DELETE has it. */
export const evictRequestSchema = z.object({
  /** Evict even the last node, of the cluster or of its region, that takes work; a reason must be given then. */
  force: z.stringbool().default(false),
  reason: z.string().max(256).nullable().default(null),
})
export type EvictRequest = z.infer<typeof evictRequestSchema>

/** What a node carries of one stream. */
const nodeWorkSchema = z.object({
  stream_path: streamPathSchema,
  /** It is published here. */
  published: z.boolean(),
  subscribers: z.number().int().nonnegative(),
  relays_out: z.number().int().nonnegative(),
})

/** What still holds a node that is being drained. */
export const drainProgressSchema = z.object({
  node_id: nodeIdSchema,
  mode: nodeModeSchema,
  drain: nodeDrainSchema.nullable(),
  holding: z.array(nodeWorkSchema),
})
export type DrainProgress = z.infer<typeof drainProgressSchema>

/** What would come of draining a node now. Nothing is changed by asking. */
export const drainPreviewSchema = z.object({
  node_id: nodeIdSchema,
  /** Why a drain would be refused unless it is forced; null: it would not. */
  refusal: z.string().nullable(),
  carries: z.array(nodeWorkSchema),
  /** Where the viewers would go, by what is known now. */
  moves: z.array(
    z.object({ node_id: nodeIdSchema, node_name: z.string(), subscribers: z.number().int().nonnegative() }),
  ),
  /** Viewers for whom there is no other node. */
  without_place: z.number().int().nonnegative(),
  /** Publishers that have to connect again elsewhere. */
  publishers: z.number().int().nonnegative(),
})
export type DrainPreview = z.infer<typeof drainPreviewSchema>

export const createEnrollmentTokenSchema = z.object({
  name: z.string().min(1).max(64).nullable().default(null),
  usage_limit: z.number().int().min(1).max(1000).default(1),
  ttl_ms: z
    .number()
    .int()
    .min(60_000)
    .max(30 * 86_400_000)
    .default(86_400_000),
  ...enrollmentBoundsSchema.shape,
})

/** The body that asks for a token: how long it is good may be said with its unit too (`ttl: 24h`), and counts before `ttl_ms`. */
export const createEnrollmentTokenBodySchema = createEnrollmentTokenSchema
  .extend({ ttl: durationSchema.pipe(createEnrollmentTokenSchema.shape.ttl_ms.unwrap()).optional() })
  .transform(({ ttl, ...wish }) => ({ ...wish, ttl_ms: ttl ?? wish.ttl_ms }))

/** The only time a token's value is shown, with the command that uses it. */
export const createdEnrollmentTokenSchema = enrollmentTokenInfoSchema.extend({
  token: z.string(),
  join_command: z.string(),
})

/** Where shall this client play or publish? */
export const allocationRequestSchema = z.object({
  stream_path: streamPathSchema,
  protocol: mediaProtocolSchema,
  /** Most candidates in the answer; never more than the origin's `candidate_limit`. */
  limit: z.number().int().min(1).max(10).optional(),
  /** Where the client is, as the nodes name their regions; null: not known. */
  region: z.string().min(1).max(64).nullable().default(null),
})

/** The same as a query, for an answer that gives no ticket out. */
export const explainRequestSchema = z.object({
  kind: z.enum(['play', 'publish']).default('play'),
  stream_path: streamPathSchema,
  protocol: mediaProtocolSchema.default('flv'),
  limit: z.coerce.number().int().min(1).max(100).default(10),
  region: z.string().min(1).max(64).optional(),
})

/** One candidate of an allocation, with why it stands where it does. */
export const allocationCandidateSchema = z.object({
  node_id: nodeIdSchema,
  node_name: z.string(),
  url: z.string(),
  /** Higher is better. */
  score: z.number(),
  breakdown: z.record(z.string(), z.number()),
  has_stream: z.boolean(),
})
export type AllocationCandidate = z.infer<typeof allocationCandidateSchema>

/** Who shall serve, and who not and why. */
export const allocationDecisionSchema = z.object({
  kind: z.enum(['play', 'publish']),
  stream_path: streamPathSchema,
  protocol: mediaProtocolSchema,
  region: z.string().nullable(),
  /** Best first. In a ticket, each URL carries it (`?ticket=`). */
  candidates: z.array(allocationCandidateSchema),
  /** The first 50 of those that are left out; `rejected_total` counts all. */
  rejected: z.array(z.object({ node_id: nodeIdSchema, node_name: z.string(), reason: z.string() })),
  rejected_total: z.number().int().nonnegative(),
  /** What operators say of the stream, which the decision holds to; null: nothing. */
  policy: namedPolicySchema.nullable().optional(),
})
export type ExplainedAllocation = z.infer<typeof allocationDecisionSchema>

/** A decision given out as a ticket: good once, until it expires, at the nodes it names. */
export const allocationSchema = allocationDecisionSchema.extend({
  ticket_id: z.uuid(),
  issued_at: timestampSchema,
  expires_at: timestampSchema,
})
export type Allocation = z.infer<typeof allocationSchema>

/** A ticket and what became of it. */
export const ticketSchema = z.object({
  ticket: allocationSchema,
  state: z.enum(['issued', 'redeemed', 'expired']),
})
export type Ticket = z.infer<typeof ticketSchema>

/** A ticket's question decided again with what nodes report now. */
export const allocationReplaySchema = ticketSchema.extend({
  /** Null where it cannot be asked any more; `refusal` says why. */
  now: allocationDecisionSchema.nullable(),
  refusal: z.string().nullable(),
  /** What is another than it was, a sentence each; empty: nothing is. */
  differences: z.array(z.string()),
})
export type AllocationReplay = z.infer<typeof allocationReplaySchema>

/** One fact that changed something, kept for good: who did what to what, and why. */
export const activitySchema = z.object({
  id: z.number().int().positive(),
  at: timestampSchema,
  /** Past tense, dotted: `node.suspected`, `session.started`, `operator.signed_in`. */
  type: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  /** Who caused it: `operator:<name>`, `api_key:<prefix>`, `node:<id>`, `origin`. */
  actor: z.string(),
  node_id: nodeIdSchema.nullable(),
  stream_path: streamPathSchema.nullable(),
  /** One sentence for a person. */
  message: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export type Activity = z.infer<typeof activitySchema>

/** A time with any offset, as the timestamps here have it: they are compared as text. */
const momentSchema = z.iso.datetime({ offset: true }).transform((time) => new Date(time).toISOString())

/** Characters of who caused something, in a filter. */
export const MAX_ACTIVITY_ACTOR = 200

/** Characters of a search in it at most. */
export const MAX_ACTIVITY_TEXT = 100

/** The words that a search asks for. */
export const wordsOfActivityText = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '')

export const activityQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before_id: z.coerce.number().int().positive().optional(),
  node_id: nodeIdSchema.optional(),
  stream_path: streamPathSchema.optional(),
  /** Only facts of at least this severity. */
  severity: activitySchema.shape.severity.optional(),
  /** Only facts of this type (`session.refused`), or of all that begin with this word (`session`). */
  type: z
    .string()
    .max(64)
    .regex(/^[a-z_]+(\.[a-z_]+)*$/)
    .optional(),
  /** Only what one caused (`operator:anna`), or all of one kind (`operator`, `api_key`, `node`, `origin`). */
  actor: z.string().min(1).max(MAX_ACTIVITY_ACTOR).optional(),
  /** Words that all have to be in the sentence, the type, the stream’s path or who did it, in any order; A and a are the same. */
  text: z.string().trim().min(1).max(MAX_ACTIVITY_TEXT).optional(),
  /** Only facts of this time or later. */
  since: momentSchema.optional(),
  /** Only facts of before this time. */
  until: momentSchema.optional(),
})
