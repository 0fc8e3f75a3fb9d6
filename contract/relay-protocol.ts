import { z } from 'zod'
import { nodeIdSchema, relayIdSchema, sessionIdSchema, streamPathSchema } from './ids.ts'

/**
 * How one node pulls a stream from another. Transport: TLS 1.3 over TCP on the source's media port, told from HTTP by
 * its first byte (0x16) and by ALPN {@link RELAY_ALPN}; both sides show the certificate whose SHA-256 the origin
 * told the other (`peers` of the control channel) and refuse any other.
 *
 * Framing: a sequence of FLV tags (Adobe FLV 10.1, annex E.4.1: an 11-byte header, the body, then the 4-byte size of
 * both). Tag types 8, 9 and 18 are the stream's own and are the same bytes that an HTTP-FLV viewer gets, so that one
 * buffer serves both. Tags of type {@link RELAY_CONTROL_TAG} carry one JSON message of this file and timestamp 0.
 * The puller sends `pull`; the source answers `accepted` or `refused`; after `accepted` come the metadata tag, the
 * sequence headers, the newest group of pictures, and then the live tags, until `ended` or the connection's end.
 */
export const RELAY_ALPN = 'headwater-relay/1'

/** FLV tag type of a control message; free in FLV, whose own are 8, 9 and 18. */
export const RELAY_CONTROL_TAG = 30

/** Largest control message in bytes, and the time within which `pull` and its answer must arrive, in ms. */
export const RELAY_CONTROL_MAX_BYTES = 64 * 1024
export const RELAY_ESTABLISH_TIMEOUT_MS = 10_000

/** Silence after which the puller holds the source for dead, in ms; the source sends `ping` every third of it. */
export const RELAY_SILENCE_LIMIT_MS = 6_000

/** First message of the puller. */
export const relayPullSchema = z.object({
  type: z.literal('pull'),
  request_id: relayIdSchema,
  requestor_id: nodeIdSchema,
  stream_path: streamPathSchema,
  /** The session the puller was told of; the source accepts a newer one of the same path and says which. */
  session_id: sessionIdSchema,
  /** Nodes between the publisher and the puller, to refuse loops; the puller itself is last. */
  hops: z.array(nodeIdSchema).max(8),
})
export type RelayPull = z.infer<typeof relayPullSchema>

/** What a source may say. */
export const relaySourceMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('accepted'), request_id: relayIdSchema, session_id: sessionIdSchema }),
  z.object({
    type: z.literal('refused'),
    request_id: relayIdSchema,
    code: z.enum(['unknown_stream', 'unknown_requestor', 'loop', 'draining', 'overloaded', 'bad_request']),
    message: z.string().max(512),
  }),
  z.object({
    type: z.literal('ping'),
    /** The publisher was lost and is waited for: no media comes, viewers are kept. Said at once when it begins, and when it is over. */
    interrupted: z.boolean().optional(),
  }),
  /** The publisher is gone for good; viewers are told so at once. Without it a lost connection is retried. */
  z.object({ type: z.literal('ended'), reason: z.string().max(256) }),
])
export type RelaySourceMessage = z.infer<typeof relaySourceMessageSchema>
