import { z } from 'zod'
import { enrollmentTokenSchema } from './enrollment.ts'
import { clusterIdSchema, nodeIdSchema, portSchema, timestampSchema } from './ids.ts'
import { nodeModeSchema } from './node.ts'

/**
 * The control socket of a node-runtime, for programs of the same user on the same machine: `headwater node status`, a
 * second start, and the origin that adopts the node it finds running after a restart of its own. The client connects,
 * writes one request as a line of JSON, reads one answer as a line of JSON, and the node closes the connection.
 */
export const LOCAL_CONTROL_MAX_BYTES = 256 * 1024

/** What a client may ask. */
export const localControlRequestSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('status') }),
  /** Stop as SIGTERM does; answered before the node stops. */
  z.object({ do: z.literal('stop') }),
  /** The origin answers at another address from now on (it was restarted on another port); kept on disk. */
  z.object({ do: z.literal('use_origin'), origin: z.url({ protocol: /^https?$/ }) }),
  /**
   * Enrol again as the node that this is, by a token for it, and be known by the new credential from then on; kept on disk. With `new_key`
   * under a new key: the node stops then, as SIGTERM does, and is to be started again. Nobody who watches notices the first.
   */
  z.object({
    do: z.literal('rejoin'),
    origin: z.url({ protocol: /^https?$/ }),
    token: enrollmentTokenSchema,
    new_key: z.boolean(),
  }),
])
export type LocalControlRequest = z.infer<typeof localControlRequestSchema>

/** How long a node may take for its answer, in ms: it has to ask its origin for some. */
export function answerTimeoutOf(request: LocalControlRequest): number {
  return request.do === 'rejoin' ? 30_000 : 2_000
}

/** The threads of a node that take connections. */
export const nodeThreadsSchema = z.object({
  /** Viewers whose connection is on the thread; those of HLS, who keep none, are the main one's. */
  main: z.object({ subscribers: z.number().int().nonnegative() }),
  workers: z
    .array(
      z.object({
        number: z.number().int(),
        subscribers: z.number().int().nonnegative(),
        publishers: z.number().int().nonnegative(),
      }),
    )
    .readonly(),
  /** The most workers there will be. */
  most: z.number().int().nonnegative(),
  /** Why the main thread takes all connections, where the setting asks for more; null: it does as set. */
  note: z.string().nullable(),
})
export type NodeThreads = z.infer<typeof nodeThreadsSchema>

/** What a node says of itself. Before it has enrolled, `node_id`, `cluster_id` and the URLs are null. */
export const nodeStatusSchema = z.object({
  program: z.literal('node'),
  version: z.string(),
  pid: z.number().int(),
  data_dir: z.string(),
  state: z.enum(['starting', 'running', 'stopping']),
  node_id: nodeIdSchema.nullable(),
  cluster_id: clusterIdSchema.nullable(),
  name: z.string().nullable(),
  epoch: z.number().int().nonnegative(),
  started_at: timestampSchema,
  origin: z.object({
    url: z.string().nullable(),
    connected: z.boolean(),
    /** Since when it is as `connected` says. */
    since: timestampSchema,
    /** Round trip of the last acknowledged heartbeat, in ms. */
    rtt_ms: z.number().nonnegative().nullable(),
    /** Why the last attempt failed; null while connected. */
    error: z.string().nullable(),
  }),
  mode: nodeModeSchema.nullable(),
  rtmp_url: z.string().nullable(),
  media_url: z.string().nullable(),
  rtmp_port: portSchema.nullable(),
  media_port: portSchema.nullable(),
  /** Null while the ports are not open; a node of an older version does not say. */
  threads: nodeThreadsSchema.nullable().optional(),
  streams: z.array(
    z.object({
      stream_path: z.string(),
      from: z.enum(['publisher', 'relay']),
      subscribers: z.number().int().nonnegative(),
      relays_out: z.number().int().nonnegative(),
      bitrate_kbps: z.number().nonnegative(),
    }),
  ),
})
export type NodeStatus = z.infer<typeof nodeStatusSchema>

/** What a node answers. */
export const localControlAnswerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), status: nodeStatusSchema }),
  z.object({ ok: z.literal(false), error: z.string() }),
])
export type LocalControlAnswer = z.infer<typeof localControlAnswerSchema>
