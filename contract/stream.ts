import { z } from 'zod'
import { nodeIdSchema, relayIdSchema, sessionIdSchema, streamPathSchema, timestampSchema } from './ids.ts'

/** How a publisher or a viewer reaches a node. */
export const mediaProtocolSchema = z.enum(['rtmp', 'flv'])
export type MediaProtocol = z.infer<typeof mediaProtocolSchema>

/** What is known of one track of a stream. Fields that do not apply, or are not known yet, are null. */
export const trackSchema = z.object({
  kind: z.enum(['video', 'audio']),
  /** Codec in the field's short form: h264, hevc, av1, vp9, aac, opus, mp3, or `unknown`. */
  codec: z.string(),
  /** RFC 6381 codec string, for example `avc1.64001f`; what a browser's `isTypeSupported` takes. */
  codec_string: z.string().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  fps: z.number().nullable(),
  sample_rate_hz: z.number().int().nullable(),
  channels: z.number().int().nullable(),
})
export type Track = z.infer<typeof trackSchema>

/** One live publication of a stream. */
export const streamSessionSchema = z.object({
  id: sessionIdSchema,
  stream_path: streamPathSchema,
  /** Grows each time a publisher takes this session up again. */
  generation: z.number().int().positive(),
  publish_node_id: nodeIdSchema,
  /** starting: connected, no media yet; live: media flows; interrupted: its node is out of reach; ended: over. */
  state: z.enum(['starting', 'live', 'interrupted', 'ended']),
  protocol: mediaProtocolSchema,
  /** What the publisher calls itself (for example `Lavf60.3.100` or `OBS`), as far as it said. */
  encoder: z.string().nullable(),
  /** Address of the publisher, without its port. */
  publisher_address: z.string(),
  tracks: z.array(trackSchema),
  bitrate_kbps: z.number().nonnegative(),
  /** Time between the last two keyframes, in ms; null before the second. */
  keyframe_interval_ms: z.number().nonnegative().nullable(),
  started_at: timestampSchema,
  ended_at: timestampSchema.nullable(),
  end_reason: z.string().nullable(),
})
export type StreamSession = z.infer<typeof streamSessionSchema>

/** How many subscribers one node serves of one stream; relays to other nodes are not counted. */
export const participationSchema = z.object({
  node_id: nodeIdSchema,
  stream_path: streamPathSchema,
  subscribers: z.number().int().nonnegative(),
  since: timestampSchema,
})
export type Participation = z.infer<typeof participationSchema>

/** The states of a relay; contracts: requested -> establishing -> active <-> idle -> releasing -> closed. */
export const relayStateSchema = z.enum([
  'requested',
  'establishing',
  'active',
  'idle',
  'releasing',
  'retrying',
  'failed',
  'closed',
])
export type RelayState = z.infer<typeof relayStateSchema>

/** One node pulling one stream from another; one per stream and destination however many watch. */
export const relaySchema = z.object({
  id: relayIdSchema,
  stream_path: streamPathSchema,
  session_id: sessionIdSchema,
  source_node_id: nodeIdSchema,
  dest_node_id: nodeIdSchema,
  transport: z.enum(['tls', 'quic']),
  state: relayStateSchema,
  attempts: z.number().int().nonnegative(),
  subscribers: z.number().int().nonnegative(),
  frames: z.number().int().nonnegative(),
  bytes: z.number().nonnegative(),
  error: z.string().nullable(),
  created_at: timestampSchema,
  last_frame_at: timestampSchema.nullable(),
})
export type Relay = z.infer<typeof relaySchema>

/** A stream as the panel shows it: its session, who serves it and over which relays. */
export const streamSchema = z.object({
  stream_path: streamPathSchema,
  session: streamSessionSchema,
  participations: z.array(participationSchema),
  relays: z.array(relaySchema),
  /** Sum over all nodes. */
  subscribers: z.number().int().nonnegative(),
})
export type Stream = z.infer<typeof streamSchema>
