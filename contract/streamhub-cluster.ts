import { z } from 'zod'
import { nodeIdSchema, nodeNameSchema } from './ids.ts'

/**
 * `/api/v1/cluster/*` as scripts and panels written for StreamHub know it (contracts/streamhub.md, S-5 to S-24): boxes join with a token
 * that all of them share, beat once a minute, and are listed and steered. Answers are `{data, error}`, `error` is a text.
 */
export const STREAMHUB_PREFIX = '/api/v1/cluster/'

/** Header that carries the shared token or a member's own. */
export const CLUSTER_TOKEN_HEADER = 'x-cluster-token'

/** How often a member of this surface beats unless it says otherwise, in s (S-19). */
export const JOINED_INTERVAL_S = 60
/** The most that is kept of a member's `stats`, as JSON in UTF-8 (S-18). */
export const STATS_MAX_BYTES = 4_096

/** Answer to a join while no token is set; its exact words are known to scripts (S-7). */
export const JOINING_DISABLED = { error: 'cluster joining disabled (STREAMHUB_CLUSTER_TOKEN unset)' } as const

/** Text that stands in lists and in shell commands: no control characters. */
const plainText = (max: number) =>
  z
    .string()
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
    .regex(/^[^\x00-\x1f\x7f]*$/, 'no control characters')

const regionSchema = plainText(64)
const urlSchema = z.url({ protocol: /^https?$/, error: 'an http:// or https:// URL' }).max(255)

export const joinRequestSchema = z.object({
  name: nodeNameSchema,
  ip: z.union([z.ipv4(), z.ipv6()], 'an IPv4 or IPv6 address'),
  region: regionSchema.optional(),
  /** Where it serves streams as `url/app/name.flv`; without it no viewer is sent there. */
  url: urlSchema.optional(),
  /** How often it will beat. */
  heartbeatIntervalSeconds: z.number().int().min(1).max(60).default(JOINED_INTERVAL_S),
})
export type JoinRequest = z.infer<typeof joinRequestSchema>

export const joinAnswerSchema = z.object({
  nodeId: nodeIdSchema,
  name: nodeNameSchema,
  /** Live state is the origin's own; no member is given it. */
  redisUrl: z.null(),
  publicWsUrl: z.null(),
  livekit: z.null(),
  /** A token of this member alone for its heartbeats, instead of the shared one; worth nothing once it is removed. */
  nodeToken: z.string(),
  heartbeatIntervalSeconds: z.number().int(),
})
export type JoinAnswer = z.infer<typeof joinAnswerSchema>

export const memberStatsSchema = z.record(z.string(), z.unknown())
export type MemberStats = z.infer<typeof memberStatsSchema>

export const memberHeartbeatSchema = z.object({
  nodeId: z.string().min(1).max(64),
  /** What it likes to tell; `cpu` (load by cores) and `memUsedRatio` count as its load. Absent: what was told before stays. */
  stats: memberStatsSchema.optional(),
})

/** Status of a member as this surface has it (contracts/model.md, "Projections"). */
export const memberStatusSchema = z.enum(['active', 'draining', 'disabled', 'down', 'unknown'])
export type MemberStatus = z.infer<typeof memberStatusSchema>

/** Times here are `YYYY-MM-DD HH:MM:SS` in UTC. */
const rowTimeSchema = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)

export const memberRowSchema = z.object({
  id: nodeIdSchema,
  name: nodeNameSchema,
  url: z.string(),
  region: z.string().nullable(),
  status: memberStatusSchema,
  created_at: rowTimeSchema,
  last_seen_at: rowTimeSchema.nullable(),
  stats: memberStatsSchema.nullable(),
  /** Nothing was heard for more than 90 s, or ever. */
  stale: z.boolean(),
})
export type MemberRow = z.infer<typeof memberRowSchema>

export const memberEditSchema = z.object({
  status: z.enum(['active', 'draining', 'disabled']).optional(),
  name: nodeNameSchema.optional(),
  region: regionSchema.nullable().optional(),
  /** Drain or disable a node of Headwater even if it is the last that takes work; `reason` is wanted then. */
  force: z.boolean().default(false),
  reason: z.string().min(1).max(256).optional(),
})
export type MemberEdit = z.infer<typeof memberEditSchema>

export const memberClusterInfoSchema = z.object({
  /** Whether boxes can join here: a token is set. */
  enabled: z.boolean(),
  nodesCount: z.number().int().nonnegative(),
  /** Its first characters, to tell one from another; never the token. */
  clusterToken: z.string().nullable(),
  clusterRedisUrl: z.null(),
  /** With `<THIS_SERVER_IP>` and `<TOKEN>` to fill in. */
  joinCommand: z.string(),
})
export type MemberClusterInfo = z.infer<typeof memberClusterInfoSchema>

/** Envelope of what succeeds. */
export const memberAnswerOf = <Data extends z.ZodType>(data: Data) => z.object({ data, error: z.null() })
/** What fails says why as a text, and where the request was malformed which fields. */
export const memberErrorSchema = z.object({
  data: z.null(),
  error: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
