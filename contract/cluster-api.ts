import { z } from 'zod'
import {
  fingerprintSchema,
  nodeIdSchema,
  relayIdSchema,
  sessionIdSchema,
  streamPathSchema,
  timestampSchema,
} from './ids.ts'
import { relayStateSchema } from './stream.ts'

/**
 * The surface for members and tools that know it from other media servers (docs/cluster-api.md): under this prefix on the
 * origin's port and on every node's media port. Every request carries the `cluster_api_key` as `X-Cluster-Api-Key: KEY` or
 * `Authorization: Bearer KEY`; where none is set nobody is answered. Every answer is the same envelope; in an error's,
 * `code` is the HTTP status and `data` is null.
 */
export const CLUSTER_API_PREFIX = '/cluster/api/'

/**
 * ALPN of the same surface between nodes of ours: HTTP/1.1 over TLS 1.3 on the media port, where both sides show the certificate that
 * the origin named and no key is sent. Who asks is known by it, and speaks for itself alone.
 */
export const CLUSTER_ALPN = 'headwater-cluster/1'

/** A member is suspect when it has missed so many heartbeats, and offline when so many (M-2). */
export const MEMBER_SUSPECT_AFTER = 2
export const MEMBER_OFFLINE_AFTER = 3

/** Largest body of a request, in bytes. */
export const CLUSTER_API_MAX_BYTES = 256 * 1024

/** Name of a member; unique among all that are alive. */
const serverIdSchema = z.string().regex(/^[\x21-\x7e]{1,128}$/, '1 to 128 visible ASCII characters')

/** Where a member speaks HTTP: `host:port`, IPv6 in brackets; with `https://` before it where that is over TLS. */
export const serverAddressSchema = z
  .string()
  .max(280)
  .regex(
    /^(?:https?:\/\/)?(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,255}):\d{1,5}$/,
    'host:port, for example 10.0.0.7:8180',
  )
  .refine((address) => {
    const port = Number(address.slice(address.lastIndexOf(':') + 1))
    return port >= 1 && port <= 65_535
  }, 'the port is 1 to 65535')

/** A member as others tell of it. Only its name and its address need to be told. */
export const serverSummarySchema = z.object({
  server_id: serverIdSchema,
  address: serverAddressSchema,
  quic_addr: z.string().max(270).nullish(),
  /** `alive`, `suspect` and so on, in the teller's words. */
  state: z.string().max(32).nullish(),
  /** Processor load of its machine in percent. */
  cpu: z.number().min(0).max(100).nullish(),
  bandwidth_mbps: z.number().min(0).max(1e7).nullish(),
  subscribers: z.number().int().min(0).max(1e9).nullish(),
  /** When it last spoke, in ms since 1970 by the teller's clock; what is older than what is known changes nothing. */
  last_seen: z.number().min(0).max(1e15).nullish(),
  /** Of a Headwater node: its id, and what proves it on a relay. */
  node_id: nodeIdSchema.nullish(),
  relay_fingerprint: fingerprintSchema.nullish(),
  /** Of a Headwater node: which start of its program, and which of its heartbeats this is of; a higher one is newer, whoever tells it. */
  epoch: z.number().int().min(0).max(1e15).nullish(),
  beat: z.number().int().min(0).max(1e15).nullish(),
  /** Of a Headwater node: `normal`, `draining` or `maintenance`. */
  mode: z.string().max(32).nullish(),
  /** Of a Headwater node: the roles in which it takes no new work though its mode is `normal`. */
  closed_roles: z.array(z.string().max(32)).max(16).nullish(),
})
export type ServerSummary = z.infer<typeof serverSummarySchema>

/** A publication as members tell of it. */
export const clusterSessionSchema = z.object({
  stream_path: streamPathSchema,
  /** `server_id` of the member that has the publisher; absent: of the teller. */
  publish_node_id: serverIdSchema.nullish(),
  session_id: z.string().max(128).nullish(),
  subscribe_nodes: z.array(serverIdSchema).max(1_000).nullish(),
  /** `ended` takes it from the list. */
  state: z.string().max(32).nullish(),
  /** In ms since 1970 by the teller's clock. */
  started_at: z.number().min(0).max(1e15).nullish(),
  updated_at: z.number().min(0).max(1e15).nullish(),
})
export type ClusterSession = z.infer<typeof clusterSessionSchema>

const sessionsSchema = z.array(clusterSessionSchema).max(1_000)

/** Body of `POST heartbeat`: who is there, and, where told, all that it publishes. */
export const heartbeatRequestSchema = z.object({
  summary: serverSummarySchema,
  sessions: sessionsSchema.optional(),
  /** Of a Headwater node: all streams that have viewers there. */
  watches: z.array(streamPathSchema).max(2_000).optional(),
})
export type HeartbeatRequest = z.infer<typeof heartbeatRequestSchema>

/** Answer to `POST heartbeat`: the members and what they publish. */
export const heartbeatAnswerSchema = z.object({
  summaries: z.array(serverSummarySchema).max(12_000),
  sessions: z.array(clusterSessionSchema).max(20_000).optional(),
})
export type HeartbeatAnswer = z.infer<typeof heartbeatAnswerSchema>

/** Body of `POST servers/sync`. */
export const serversSyncRequestSchema = z.object({ summaries: z.array(serverSummarySchema).max(1_000) })

/** Body of `POST sessions/sync`: what changed of the teller's publications, or all of them (`full`). */
export const sessionsSyncRequestSchema = z.object({
  server_id: serverIdSchema,
  sessions: sessionsSchema,
  full: z.boolean().default(false),
})
export type SessionsSyncRequest = z.infer<typeof sessionsSyncRequestSchema>

/** Body of `POST sessions/participation`: a member has viewers of a stream, or none any more. */
export const participationRequestSchema = z.object({
  stream_path: streamPathSchema,
  node_id: serverIdSchema,
  action: z.enum(['subscribe', 'unsubscribe']),
})
export type ParticipationRequest = z.infer<typeof participationRequestSchema>

const protocolSchema = z.enum(['unknown', 'rtmp', 'flv', 'http-flv', 'ws', 'ws-flv', 'hls'])

/** Body of `POST allocate/publish` and `POST allocate/play`. */
export const clusterAllocateRequestSchema = z.object({
  stream_path: streamPathSchema,
  protocol: protocolSchema.default('unknown'),
  limit: z.number().int().min(1).max(100).default(3),
})
export type ClusterAllocateRequest = z.infer<typeof clusterAllocateRequestSchema>

/** Query of `GET redirect/decision`. */
export const redirectQuerySchema = z.object({
  stream_path: streamPathSchema,
  protocol: protocolSchema.default('unknown'),
})
export type RedirectQuery = z.infer<typeof redirectQuerySchema>

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

/** Its answer. The media itself travels over contract/relay-protocol.ts, or as FLV over HTTP from `flv_url`. */
export const pullStreamResponseSchema = z.object({
  request_id: z.string().nullable(),
  stream_path: streamPathSchema,
  accepted: z.boolean(),
  /** Why not; null where it is accepted. */
  reason: z.string().nullable(),
  session_id: sessionIdSchema.nullable(),
  /** `:PORT` of relays over QUIC (UDP) and over TLS (TCP), at the address that was asked; null where there is none. */
  quic_addr: z.string().nullable(),
  tls_addr: z.string().nullable(),
  /** The stream as FLV over HTTP: a path at the address that was asked, or a whole address elsewhere; null where it is not accepted. */
  flv_url: z.string().nullable(),
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
  transport: z.enum(['tls', 'quic', 'http-flv']),
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
