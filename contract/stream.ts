import { z } from 'zod'
import { nodeIdSchema, relayIdSchema, sessionIdSchema, streamPathSchema, timestampSchema } from './ids.ts'
import { namedPolicySchema } from './stream-policy.ts'

/** How a publisher or a viewer reaches a node: RTMP, FLV over HTTP, FLV over WebSocket, HLS. */
export const mediaProtocolSchema = z.enum(['rtmp', 'flv', 'ws', 'hls'])
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
  /** Profile in its specification's words, for example `High` or `LC`, and level, for example `4.1`. */
  profile: z.string().nullable().optional(),
  level: z.string().nullable().optional(),
  /** Of this track alone, over the last five seconds. */
  bitrate_kbps: z.number().nonnegative().nullable().optional(),
})
export type Track = z.infer<typeof trackSchema>

/** How well a publication arrives, as its node measures it. */
export const streamHealthSchema = z.object({
  /** Of video and of sound, since the session began on its node. */
  frames: z.number().int().nonnegative(),
  bytes: z.number().nonnegative(),
  /** Places where at least one frame of the picture is missing: steps of its time of more than one and a half frames. */
  frame_gaps: z.number().int().nonnegative(),
  /** How many of these within the last half minute to minute. */
  recent_frame_gaps: z.number().int().nonnegative(),
  /** The longest of them, in ms; 0 where there is none. */
  longest_frame_gap_ms: z.number().nonnegative(),
  /** How far the sound is ahead of the picture as both arrive, in ms; negative: behind. Null where one of them is missing. */
  sound_ahead_ms: z.number().nullable(),
  /** Bit rate over the last minute or so, for comparison; null before it is known. */
  usual_bitrate_kbps: z.number().nonnegative().nullable(),
  /** Round trip between the node and the publisher, in ms; null where its protocol cannot measure it. */
  publisher_rtt_ms: z.number().nonnegative().nullable(),
  /** Since the last frame when this was measured, in ms; null before the first. */
  last_frame_age_ms: z.number().nonnegative().nullable(),
  /** The same of the main picture and of the main sound alone. Absent: of an older node. */
  last_picture_age_ms: z.number().nonnegative().nullable().optional(),
  last_sound_age_ms: z.number().nonnegative().nullable().optional(),
  /** The longest time between the arrivals of two frames within the last half minute, in ms. */
  recent_arrival_gap_ms: z.number().nonnegative().optional(),
  /** How often the publisher's clock jumped since the session began on its node, and when last. */
  clock_jumps: z.number().int().nonnegative().optional(),
  last_clock_jump_age_ms: z.number().nonnegative().nullable().optional(),
})
export type StreamHealth = z.infer<typeof streamHealthSchema>

/** One live publication of a stream. */
export const streamSessionSchema = z.object({
  id: sessionIdSchema,
  stream_path: streamPathSchema,
  /** Grows each time a publisher takes this session up again. */
  generation: z.number().int().positive(),
  publish_node_id: nodeIdSchema,
  /**
   * starting: connected, no media yet; live: media flows; interrupted: its publisher was lost and is waited for, or its node is out of
   * reach; ended: over.
   */
  state: z.enum(['starting', 'live', 'interrupted', 'ended']),
  protocol: mediaProtocolSchema,
  /** What the publisher calls itself (for example `Lavf60.3.100` or `OBS`), as far as it said. */
  encoder: z.string().nullable(),
  /** Address of the publisher, without its port. */
  publisher_address: z.string(),
  /** The stream key it came in by; null or absent: none. */
  key_id: z.uuid().nullable().optional(),
  tracks: z.array(trackSchema),
  bitrate_kbps: z.number().nonnegative(),
  /** Time between the last two keyframes, in ms; null before the second. */
  keyframe_interval_ms: z.number().nonnegative().nullable(),
  started_at: timestampSchema,
  ended_at: timestampSchema.nullable(),
  end_reason: z.string().nullable(),
  /** While interrupted: until when its publisher is waited for; null where that is not known. */
  interrupted_until: timestampSchema.nullable().optional(),
  health: streamHealthSchema.optional(),
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
  /** Nodes the media passes until it is here: the publisher's first, the source last. Empty until the source has said so. */
  hops: z.array(nodeIdSchema).max(16).default([]),
  /** `http-flv`: in the clear, from a foreign member. */
  transport: z.enum(['tls', 'quic', 'http-flv']),
  state: relayStateSchema,
  attempts: z.number().int().nonnegative(),
  subscribers: z.number().int().nonnegative(),
  frames: z.number().int().nonnegative(),
  bytes: z.number().nonnegative(),
  error: z.string().nullable(),
  created_at: timestampSchema,
  last_frame_at: timestampSchema.nullable(),
  /** Held whether anybody watches or not, until then; null: as long as its policy says. Absent: while it is watched. */
  pinned_until: timestampSchema.nullable().optional(),
})
export type Relay = z.infer<typeof relaySchema>

/** A stream as the panel shows it: its session, who serves it and over which relays. */
export const streamSchema = z.object({
  stream_path: streamPathSchema,
  session: streamSessionSchema,
  participations: z.array(participationSchema),
  relays: z.array(relaySchema),
  /** What operators say of it; null: nothing. Absent: of an older origin. */
  policy: namedPolicySchema.nullable().optional(),
  /** Sum over all nodes. */
  subscribers: z.number().int().nonnegative(),
})
export type Stream = z.infer<typeof streamSchema>
