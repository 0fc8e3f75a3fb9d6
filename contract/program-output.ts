import { z } from 'zod'
import { clusterIdSchema, nodeIdSchema, portSchema } from './ids.ts'

/** First line on standard output of `headwater origin --print json`, once it serves and its own node has joined. */
export const originReadySchema = z.object({
  program: z.literal('origin'),
  version: z.string(),
  pid: z.number().int(),
  data_dir: z.string(),
  cluster_id: clusterIdSchema,
  /** Base URL of panel and API on this machine. */
  url: z.string(),
  /** Base URL that nodes on other machines use. */
  join_url: z.string(),
  /** Opens the panel signed in; works once. */
  sign_in_url: z.string(),
  /** Made for this run: a token that lets nodes join, and an API key with the owner's rights. */
  enrollment_token: z.string(),
  api_key: z.string(),
  live_state: z.enum(['redis_managed', 'redis_external', 'memory']),
  /** The node-runtime beside the origin; null with `own_node: false`. */
  node: z
    .object({
      node_id: nodeIdSchema,
      pid: z.number().int(),
      rtmp_url: z.string(),
      media_url: z.string(),
      rtmp_port: portSchema,
      media_port: portSchema,
    })
    .nullable(),
})
export type OriginReady = z.infer<typeof originReadySchema>

/** First line on standard output of `headwater node run --print json`, once it serves and its origin has welcomed it. */
export const nodeReadySchema = z.object({
  program: z.literal('node'),
  version: z.string(),
  pid: z.number().int(),
  data_dir: z.string(),
  node_id: nodeIdSchema,
  cluster_id: clusterIdSchema,
  name: z.string(),
  origin: z.string(),
  rtmp_url: z.string(),
  media_url: z.string(),
  rtmp_port: portSchema,
  media_port: portSchema,
  /** False: the origin is away; the node serves on what it knows and keeps trying. */
  connected: z.boolean(),
})
export type NodeReady = z.infer<typeof nodeReadySchema>

/** Exit codes of both programs, after sysexits.h. */
export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 64,
  unavailable: 69,
  alreadyRunning: 75,
  /** Something waits for a person (EX_TEMPFAIL, as the one above). */
  waiting: 75,
  refused: 77,
  config: 78,
} as const
