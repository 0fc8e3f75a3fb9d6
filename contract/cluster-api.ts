import { z } from 'zod'
import { nodeIdSchema, relayIdSchema, sessionIdSchema, streamPathSchema, timestampSchema } from './ids.ts'
import { relayStateSchema } from './stream.ts'

/**
 * What a node answers under {@link CLUSTER_API_PREFIX} on its media port, for tools that know this surface from other media
 * servers. Every request carries the node's `cluster_api_key` as `X-Cluster-Api-Key: KEY` or `Authorization: Bearer KEY`.
 * Every answer is the same envelope; in an error's, `code` is the HTTP status and `data` is null.
 */
export const CLUSTER_API_PREFIX = '/cluster/api/'

/** Largest body of a request, in bytes. */
export const CLUSTER_API_MAX_BYTES = 64 * 1024

/** Body of `POST relay/pull`: a node asks whether it may pull a stream from here, and where. */
export const pullStreamRequestSchema = z.object({
  request_id: z.string().min(1).max(128).optional(),
  stream_path: streamPathSchema,
  requestor_id: z.string().max(128).optional(),
  /** Where the requestor serves relays itself; not used. */
  quic_addr: z.string().max(255).optional(),
  session_id: z.string().max(128).optional(),
  /** The requestor's clock, in ms since 1970. */
  timestamp: z.number().optional(),
})
export type PullStreamRequest = z.infer<typeof pullStreamRequestSchema>

/** Its answer. The media itself travels over contract/relay-protocol.ts. */
export const pullStreamResponseSchema = z.object({
  request_id: z.string().nullable(),
  stream_path: streamPathSchema,
  accepted: z.boolean(),
  /** Why not; null where it is accepted. */
  reason: z.string().nullable(),
  session_id: sessionIdSchema.nullable(),
  /** `:PORT` of relays over QUIC (UDP) and over TLS (TCP), at the address that was asked; null where there is none. */
  quic_addr: z.string().nullable(),
  tls_addr: z.string(),
})
export type PullStreamResponse = z.infer<typeof pullStreamResponseSchema>

/** One relay that this node pulls, in the answer to `GET relay/sessions`. */
export const relaySessionSchema = z.object({
  id: relayIdSchema,
  request_id: relayIdSchema,
  stream_path: streamPathSchema,
  session_id: sessionIdSchema,
  source_node_id: nodeIdSchema,
  dest_node_id: nodeIdSchema,
  transport: z.enum(['tls', 'quic']),
  /** `ADDRESS:PORT` at which the source serves relays over QUIC; null where it does not. */
  source_quic_addr: z.string().nullable(),
  state: relayStateSchema,
  attempts: z.number().int().nonnegative(),
  subscriber_count: z.number().int().nonnegative(),
  frame_count: z.number().int().nonnegative(),
  bytes: z.number().nonnegative(),
  error: z.string().nullable(),
  created_at: timestampSchema,
  last_frame_at: timestampSchema.nullable(),
})
export type RelaySession = z.infer<typeof relaySessionSchema>
