import { z } from 'zod'
import { nodeIdSchema, streamPathSchema, timestampSchema } from './ids.ts'
import { keepOutTimeSchema } from './keep-out.ts'

/** Viewers that one list names, at most. */
export const MAX_LISTED_VIEWERS = 200

/** Names one viewer of one stream on one node for as long as it watches; says nothing of who it is. */
export const viewerIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{16}$/, 'the id of a viewer, as the list of viewers has it')

/** One connection that watches a stream. */
export const streamViewerSchema = z.object({
  id: viewerIdSchema,
  /** `flv`, `ws-flv` or `rtmp`. */
  protocol: z.string().max(32),
  /** The network it watches from, never its whole address: /24 of IPv4, /48 of IPv6. */
  network: z.string().max(64),
  since: timestampSchema,
  /** Handed to its connection so far. */
  bytes: z.number().nonnegative(),
  /** Of these, what waits in the node for it to read, and for how long some of it has, in ms. */
  buffered_bytes: z.number().nonnegative(),
  behind_ms: z.number().nonnegative(),
  /** How often it was too slow and skipped to a keyframe. */
  skips: z.number().int().nonnegative(),
  /** `waiting` for a first keyframe, `playing`, or `skipping` to the next keyframe. */
  state: z.enum(['waiting', 'playing', 'skipping']),
})
export type StreamViewer = z.infer<typeof streamViewerSchema>

/** Who watches a stream on one node, the oldest first, as the node says. */
export const toldViewersSchema = z.object({
  /** Connections, also those that are not listed. */
  total: z.number().int().nonnegative(),
  /** Viewers by HLS, who come and go with every segment: counted and not listed. */
  hls_viewers: z.number().int().nonnegative(),
  viewers: z.array(streamViewerSchema).max(MAX_LISTED_VIEWERS),
})
export type ToldViewers = z.infer<typeof toldViewersSchema>

/** The same as the API says it. */
export const streamViewersSchema = toldViewersSchema.extend({ stream_path: streamPathSchema, node_id: nodeIdSchema })
export type StreamViewers = z.infer<typeof streamViewersSchema>

/** Which viewers are asked about. */
export const viewersQuerySchema = z.object({
  node_id: nodeIdSchema,
  limit: z.coerce.number().int().min(1).max(MAX_LISTED_VIEWERS).default(MAX_LISTED_VIEWERS),
})

/** The body that lets one viewer go. */
export const disconnectViewerSchema = z.strictObject({
  node_id: nodeIdSchema,
  viewer_id: viewerIdSchema,
  reason: z.string().min(1).max(256).default('disconnected by an operator'),
  /** Its address does not watch this stream for so long, on any node. Null: it may come again. */
  keep_out: keepOutTimeSchema.nullable().default(null),
})
export type DisconnectViewer = z.infer<typeof disconnectViewerSchema>
