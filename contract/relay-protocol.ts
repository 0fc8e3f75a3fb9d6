import { z } from 'zod'
import { nodeIdSchema, relayIdSchema, sessionIdSchema, streamPathSchema } from './ids.ts'

/**
 * How one node pulls a stream from another, over one of two transports with one framing. Nodes prove themselves with
 * the certificate whose SHA-256 the origin told the other (`peers` of the control channel) and refuse any other.
 *
 * TLS 1.3 over TCP on the source's media port, told from HTTP by its first byte (0x16) and by ALPN {@link RELAY_ALPN};
 * both sides show their certificate.
 *
 * QUIC (RFC 9000) on the source's `quic_port`, ALPN {@link RELAY_ALPN}: one connection for each pair of nodes, one
 * bidirectional stream for each pull. The source shows its certificate in the handshake. The runtime cannot ask for a
 * self-signed one in return, so the puller proves itself inside the connection: the source opens a unidirectional stream
 * with `challenge`, the puller answers on one of its own with `proof`, and no pull is looked at before that. What is
 * signed names the challenge and both certificates, so it is worth nothing on another connection or at another node.
 * Because the runtime takes in what a program does not read, the puller says with `window` how much it has handed on,
 * and the source keeps no more than {@link RELAY_QUIC_WINDOW_BYTES} on the way.
 *
 * Framing: a sequence of FLV tags (Adobe FLV 10.1, annex E.4.1: an 11-byte header, the body, then the 4-byte size of
 * both). Tag types 8, 9 and 18 are the stream's own and are the same bytes that an HTTP-FLV viewer gets, so that one
 * buffer serves both. Tags of type {@link RELAY_CONTROL_TAG} carry one JSON message of this file and timestamp 0.
 * Only control tags travel from the puller to the source. The puller sends `pull`; the source answers `accepted` or `refused`; after `accepted` come the metadata tag, the
 * sequence headers, the newest group of pictures, and then the live tags, until `ended` or the connection's end.
 *
 * Relays form a tree: a node that pulls a stream serves pulls of it. Each source says with `accepted`, and with `chain` when it
 * changes, which nodes the media passes on its way; whoever finds itself among them lets go, so that a loop lasts one message.
 */
export const RELAY_ALPN = 'headwater-relay/1'

/** FLV tag type of a control message; free in FLV, whose own are 8, 9 and 18. */
export const RELAY_CONTROL_TAG = 30

/** Largest control message in bytes, and the time within which `pull` and its answer must arrive, in ms. */
export const RELAY_CONTROL_MAX_BYTES = 64 * 1024
export const RELAY_ESTABLISH_TIMEOUT_MS = 10_000

/** The most that a source may have sent over QUIC beyond what the puller said it handed on, in bytes, for each pull. */
export const RELAY_QUIC_WINDOW_BYTES = 2 * 1024 * 1024

/** The longest chain of nodes that can be told of; `relay_max_hops` of the origin is at most half of it. */
export const RELAY_MAX_HOPS = 16

/** What the signature of a `proof` is over: this text and a NUL, the challenge, and the SHA-256 of the source's and the puller's certificate. */
export const RELAY_PROOF_CONTEXT = 'headwater-relay-proof/1'
export const RELAY_CHALLENGE_BYTES = 32

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
  /** Nodes that the media must not come through: those behind the puller, as far as it knows them, and the puller itself, which is last. */
  hops: z.array(nodeIdSchema).max(RELAY_MAX_HOPS),
})
export type RelayPull = z.infer<typeof relayPullSchema>

/** Over QUIC only: so many bytes of the stream has the puller handed on, counted from the first. */
const relayWindowSchema = z.object({ type: z.literal('window'), received: z.number().int().nonnegative() })

/** What a puller says over QUIC on the stream of its pull. */
export const relayPullerMessageSchema = z.discriminatedUnion('type', [relayPullSchema, relayWindowSchema])

/** Over QUIC only, of the source: what the puller's proof must name. */
export const relayChallengeSchema = z.object({
  type: z.literal('challenge'),
  challenge: z.base64().length(44),
  /** The certificate of an authority that the source has for the key of the one it showed, in DER, base64. The proof then names the puller's own. */
  vouched: z.base64().max(8192).optional(),
})

/** Over QUIC only, of the puller: its certificate in DER, and the ECDSA signature with SHA-256 by the certificate's key; both base64. */
export const relayProofSchema = z.object({
  type: z.literal('proof'),
  certificate: z.base64().max(8192),
  signature: z.base64().max(1024),
})

/** Every control message. */
export type RelayMessage =
  | z.infer<typeof relayPullerMessageSchema>
  | z.infer<typeof relayChallengeSchema>
  | z.infer<typeof relayProofSchema>
  | RelaySourceMessage

/** The nodes that the media passes until the puller has it: the publisher's first, the source last. */
const relayHopsSchema = z.array(nodeIdSchema).max(RELAY_MAX_HOPS)

/** What a source may say. */
export const relaySourceMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('accepted'),
    request_id: relayIdSchema,
    session_id: sessionIdSchema,
    /** Absent from a source of a version that serves only what is published on it. */
    hops: relayHopsSchema.optional(),
  }),
  /** The source itself gets the stream another way, or in another session, from here on; the connection goes on. */
  z.object({ type: z.literal('chain'), session_id: sessionIdSchema, hops: relayHopsSchema }),
  z.object({
    type: z.literal('refused'),
    request_id: relayIdSchema,
    /** `full`: it serves this stream to as many nodes as it may. `too_deep`: the media has passed as many nodes as it may. */
    code: z.enum([
      'unknown_stream',
      'unknown_requestor',
      'loop',
      'draining',
      'overloaded',
      'full',
      'too_deep',
      'bad_request',
    ]),
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
