import { z } from 'zod'
import { nodeCertificateSchema } from './enrollment.ts'
import { placedNodeSchema } from './entry.ts'
import {
  clusterIdSchema,
  fingerprintSchema,
  MAX_AUTHORITIES,
  nodeIdSchema,
  nodeNameSchema,
  pemSchema,
  sessionIdSchema,
  streamPathSchema,
  timestampSchema,
} from './ids.ts'
import {
  hostFactsSchema,
  installedFormSchema,
  loadThresholdsSchema,
  nodeEndpointsSchema,
  nodeKindSchema,
  nodeLoadSchema,
  nodeModeSchema,
} from './node.ts'
import { nodeLogPageSchema, nodeLogQuestionSchema } from './node-log.ts'
import { mediaProtocolSchema, participationSchema, relaySchema, streamSessionSchema } from './stream.ts'
import { MAX_STREAM_POLICIES, toldPoliciesSchema } from './stream-policy.ts'
import { MAX_SAMPLED_STREAMS, toldSamplesSchema } from './stream-samples.ts'
import { MAX_LISTED_VIEWERS, toldViewersSchema, viewerIdSchema } from './stream-viewers.ts'
import { accessRefusalsSchema, MAX_REPORTED, toldAccessSchema } from './told-access.ts'
import { webhookResultSchema } from './webhook.ts'

/**
 * The control channel: one WebSocket that a node dials to its origin at {@link CONTROL_CHANNEL_PATH}, with
 * `Authorization: Bearer <node credential>` and the subprotocol {@link CONTROL_CHANNEL_PROTOCOL}. Every message is one
 * JSON text frame. The node speaks first (`hello`, with everything it knows); the origin answers `welcome` and then
 * `peers`; from then on the node sends deltas and heartbeats, the origin commands. See docs/architecture.md.
 */
export const CONTROL_CHANNEL_PATH = '/api/v1/channel'
export const CONTROL_CHANNEL_PROTOCOL = 'headwater.control.v1'

/** Largest frame either side accepts, in bytes; a larger one closes the channel with code 1009. */
export const CONTROL_CHANNEL_MAX_FRAME_BYTES = 4 * 1024 * 1024

/** Other nodes that a node of a large cluster knows at most; it forgets those first that it was told of longest ago. */
export const MAX_KNOWN_PEERS = 2_000

/** WebSocket close codes of the control channel (RFC 6455, 4000 to 4999: private use). */
export const channelCloseCode = {
  /** A frame could not be read; dial again after a pause. */
  protocolError: 4400,
  /** The credential is unknown or revoked; do not dial again, enrol anew. */
  unauthorized: 4401,
  /** The node was evicted or retired; do not dial again. */
  gone: 4410,
  /** A connection of the same node with a newer epoch took over; this program must stop. */
  superseded: 4409,
  /** The origin stops; dial again with jitter. */
  originStopping: 4503,
} as const

/** Everything a node knows about itself and what it carries; replaces all the origin held of it. */
export const fullReportSchema = z.object({
  endpoints: nodeEndpointsSchema,
  host: hostFactsSchema,
  load: nodeLoadSchema,
  sessions: z.array(streamSessionSchema),
  participations: z.array(participationSchema),
  relays: z.array(relaySchema),
})
export type FullReport = z.infer<typeof fullReportSchema>

/** What a node may tell of its own log over the channel. */
export const logLineSchema = z.object({
  at: timestampSchema,
  level: z.enum(['debug', 'info', 'warn', 'error']),
  event: z.string().max(128),
  message: z.string().max(4096),
  stream_path: streamPathSchema.nullable(),
})
export type LogLine = z.infer<typeof logLineSchema>

const fromNode = {
  hello: z.object({
    type: z.literal('hello'),
    node_id: nodeIdSchema,
    /** Grows each time the node's program starts, and is kept on its disk. */
    epoch: z.number().int().positive(),
    /** Of this start alone: two programs of one epoch are not one that dialled again. Absent: of a node from before there was this. */
    run_id: z.uuid().optional(),
    version: z.string().max(64),
    /** Absent: of a node of a version that does not say, or one that says what this origin does not know. */
    form: installedFormSchema.optional().catch(undefined),
    /** It can be asked for its log (`logs_wanted`). */
    tells_logs: z.literal(true).optional(),
    /** The last mode the node applied, by its revision, so that the origin sees whether a command got lost. */
    mode_revision: z.number().int().nonnegative(),
    report: fullReportSchema,
  }),
  heartbeat: z.object({
    type: z.literal('heartbeat'),
    /** Counts from 1 within one connection. */
    seq: z.number().int().positive(),
    sent_at: timestampSchema,
    load: nodeLoadSchema,
    /** Round trip of the last acknowledged heartbeat, in ms. */
    rtt_ms: z.number().nonnegative().nullable(),
  }),
  /** A session started, or something about it changed; the whole session, so that a repeat does no harm. */
  session: z.object({ type: z.literal('session'), session: streamSessionSchema }),
  /** The number of subscribers of one stream on this node changed; 0 ends the participation. */
  participation: z.object({ type: z.literal('participation'), participation: participationSchema }),
  /** A relay this node pulls started, changed or ended (state closed or failed). */
  relay: z.object({ type: z.literal('relay'), relay: relaySchema }),
  /** How publications arrived since the last of these; all that is kept after a welcome. Sent only to an origin that says `stream_samples`. */
  stream_samples: z.object({
    type: z.literal('stream_samples'),
    streams: z.array(toldSamplesSchema).max(MAX_SAMPLED_STREAMS),
  }),
  /** What `logs_wanted` asks for, with its id. */
  logs: nodeLogPageSchema.extend({ type: z.literal('logs'), id: z.uuid() }),
  log: z.object({ type: z.literal('log'), lines: z.array(logLineSchema).max(100) }),
  /** Answer to `list_viewers`. */
  viewers: z.object({ type: z.literal('viewers'), id: z.uuid(), ...toldViewersSchema.shape }),
  /** Answer to `end_viewer`; nobody: there is no such viewer here any more. */
  viewer_ended: z.object({
    type: z.literal('viewer_ended'),
    id: z.uuid(),
    viewer: z.object({ protocol: z.string().max(32), address: z.string().max(64) }).nullable(),
  }),
  /** Answer to a command; commands are re-sent after a reconnect until they are answered. */
  command_ack: z.object({
    type: z.literal('command_ack'),
    id: z.uuid(),
    ok: z.boolean(),
    error: z.string().nullable(),
  }),
  /** Where can this stream be pulled from? Answered by `located` with the same id, and again without being asked when that changes. */
  locate: z.object({
    type: z.literal('locate'),
    id: z.uuid(),
    stream_path: streamPathSchema,
    /** Sources that just failed this node and shall not be named again if another is to be had. */
    exclude_node_ids: z.array(nodeIdSchema).max(16),
  }),
  /** A client came with a ticket of the origin (`?ticket=` in its address): is it good here? Answered by `redeemed` with the same id. */
  redeem: z.object({
    type: z.literal('redeem'),
    id: z.uuid(),
    ticket_id: z.string().max(64),
    kind: z.enum(['play', 'publish']),
    stream_path: streamPathSchema,
    protocol: mediaProtocolSchema,
  }),
  /** After a `peers` that is partial: which other nodes this one goes on knowing. Answered by `peers_changed`, with what is true of them now. */
  known_peers: z.object({ type: z.literal('known_peers'), node_ids: z.array(nodeIdSchema).max(MAX_KNOWN_PEERS) }),
  /** Which nodes are the best for a client that came here? Answered by `allocated` with the same id; no ticket is given out. */
  allocate: z.object({
    type: z.literal('allocate'),
    id: z.uuid(),
    kind: z.enum(['play', 'publish']),
    stream_path: streamPathSchema,
    protocol: mediaProtocolSchema,
    region: z.string().min(1).max(64).nullable(),
    /** Nodes that the client has been to, by the beginnings of their ids. */
    exclude: z.array(z.string().min(8).max(36)).max(16),
    /** The client is sent to the first of them, where a place is kept for it. */
    sends: z.boolean(),
  }),
  /**
   * A viewer came here for a stream of whose policy this node cannot judge alone (viewers on all nodes, nodes that have it). Answered by
   * `admitted` with the same id. Asked of an origin only that has told policies.
   */
  admit: z.object({
    type: z.literal('admit'),
    id: z.uuid(),
    stream_path: streamPathSchema,
    protocol: mediaProtocolSchema,
    /** Nodes that the viewer has been to, by the beginnings of their ids. */
    exclude: z.array(z.string().min(8).max(36)).max(16),
  }),
  /**
   * A member of another make, or a tool, asked this node for something under `/cluster/api/` with the cluster's key: the origin answers in
   * the node's place with `cluster_answered`, so that it is the same whomever one asks.
   */
  cluster_request: z.object({
    type: z.literal('cluster_request'),
    id: z.uuid(),
    method: z.enum(['GET', 'POST']),
    /** After the prefix. */
    path: z.string().max(64),
    /** The query of a GET, the parsed body of a POST. */
    given: z.unknown(),
  }),
  /** Who was refused since the last of these, and how webhooks answered. Sent only to an origin that told `access`. */
  access_report: z.object({
    type: z.literal('access_report'),
    refusals: z.array(accessRefusalsSchema).max(MAX_REPORTED),
    webhooks: z.array(webhookResultSchema.extend({ policy_id: z.uuid() })).max(MAX_REPORTED),
  }),
  /**
   * The node wants a certificate of the authority for its key: its first, or a newer one. Answered by `certificate_issued` with the same id.
   * Asked of an origin only that has told its `authorities`.
   */
  certificate_request: z.object({
    type: z.literal('certificate_request'),
    id: z.uuid(),
    /** PKCS #10 (RFC 2986). */
    request_pem: pemSchema,
    /** The certificate that the node's `relay_fingerprint` is of; the request must be for its key, or whoever stole a credential could ask. */
    self_signed_pem: pemSchema,
  }),
  /** The certificate that was issued is on the node's disk, and it shows it from now on. */
  certificate_held: z.object({ type: z.literal('certificate_held') }),
  /** What `media_certificate_wanted` asks for: PKCS #10 (RFC 2986), for a key that never leaves the node. */
  media_certificate_request: z.object({ type: z.literal('media_certificate_request'), request_pem: pemSchema }),
  /** The node stops on purpose; its liveness becomes `left` instead of `suspect`. */
  leave: z.object({ type: z.literal('leave'), reason: z.string().max(256) }),
}

/** Every message a node may send. */
export const nodeMessageSchema = z.discriminatedUnion('type', [
  fromNode.hello,
  fromNode.heartbeat,
  fromNode.session,
  fromNode.participation,
  fromNode.relay,
  fromNode.stream_samples,
  fromNode.viewers,
  fromNode.viewer_ended,
  fromNode.log,
  fromNode.logs,
  fromNode.command_ack,
  fromNode.locate,
  fromNode.redeem,
  fromNode.known_peers,
  fromNode.allocate,
  fromNode.admit,
  fromNode.cluster_request,
  fromNode.access_report,
  fromNode.certificate_request,
  fromNode.certificate_held,
  fromNode.media_certificate_request,
  fromNode.leave,
])
export type NodeMessage = z.infer<typeof nodeMessageSchema>
export type NodeHello = z.infer<typeof fromNode.hello>
export type NodeHeartbeat = z.infer<typeof fromNode.heartbeat>
export type LocateRequest = z.infer<typeof fromNode.locate>
export type RedeemRequest = z.infer<typeof fromNode.redeem>
export type AllocateRequest = z.infer<typeof fromNode.allocate>
export type AdmitRequest = z.infer<typeof fromNode.admit>
export type LogsTold = z.infer<typeof fromNode.logs>
export type AccessReport = z.infer<typeof fromNode.access_report>
export type CertificateRequest = z.infer<typeof fromNode.certificate_request>
export type ClusterAsked = z.infer<typeof fromNode.cluster_request>

/** Why a ticket is not good. */
export const ticketRefusalSchema = z.enum([
  'unknown',
  'used',
  'expired',
  'wrong_stream',
  'wrong_protocol',
  'wrong_node',
])
export type TicketRefusal = z.infer<typeof ticketRefusalSchema>

/** A node as another node needs to know it: where its relay listens and which certificate proves it. */
export const peerSchema = z.object({
  node_id: nodeIdSchema,
  name: nodeNameSchema,
  endpoints: nodeEndpointsSchema,
  /** Proves a node of ours; of a foreign one it is a number that no certificate has. */
  relay_fingerprint: fingerprintSchema,
  /**
   * SHA-256 of its public key (SubjectPublicKeyInfo, DER). Present: it holds a certificate of the authority for this key, and proves itself by
   * such a one alone.
   */
  key_fingerprint: fingerprintSchema.optional(),
  /** Absent: headwater. A foreign one is pulled as FLV over HTTP from its media port. */
  kind: nodeKindSchema.optional(),
})
export type Peer = z.infer<typeof peerSchema>

/** How far relays may branch, in the whole cluster; the origin chooses by it and every source holds to it. */
export const relayLimitsSchema = z.object({
  /** The most nodes that the media passes before the one that pulls: 1 is pulling from the publisher's node alone. */
  max_hops: z.number().int().min(1).max(8),
  /** The most nodes that pull one stream from one node. */
  max_out: z.number().int().min(1).max(10_000),
})
export type RelayLimits = z.infer<typeof relayLimitsSchema>

/** What holds until the origin has said otherwise, and where it says nothing. */
export const defaultRelayLimits: RelayLimits = { max_hops: 3, max_out: 20 }

/** A node that a stream can be pulled from. */
export const relaySourceSchema = z.object({
  session_id: sessionIdSchema,
  peer: peerSchema,
  /** Nodes the media passes, this source last, as far as the origin knows. */
  hops: z.array(nodeIdSchema).max(16).optional(),
})
export type RelaySourceChoice = z.infer<typeof relaySourceSchema>

/** What the origin may tell a node to do; each is idempotent. */
export const nodeCommandSchema = z.discriminatedUnion('kind', [
  /** Apply this mode if its revision is newer than the one applied last. */
  z.object({ kind: z.literal('set_mode'), mode: nodeModeSchema }),
  /** End a publication (`publisher`), a relay or all subscribers of a stream on this node, with a reason. */
  z.object({
    kind: z.literal('end_session'),
    session_id: sessionIdSchema,
    reason: z.string().max(256),
    /** The session in which the stream goes on on another node: viewers here are kept and follow it. */
    successor: z.object({ session_id: sessionIdSchema, node_id: nodeIdSchema }).optional(),
    /** It ends here because the node takes no work any more, and may go on elsewhere: viewers on other nodes wait for it. */
    node_draining: z.boolean().optional(),
  }),
])
export type NodeCommand = z.infer<typeof nodeCommandSchema>

/** A stream that a node holds ready. */
const pinnedStreamSchema = z.object({
  stream_path: streamPathSchema,
  /** Null: until the origin says otherwise. */
  until: timestampSchema.nullable(),
})
export type PinnedStream = z.infer<typeof pinnedStreamSchema>

const fromOrigin = {
  welcome: z.object({
    type: z.literal('welcome'),
    origin_version: z.string(),
    cluster_id: clusterIdSchema,
    node_name: nodeNameSchema,
    heartbeat_interval_ms: z.number().int().min(200).max(60_000),
    mode: nodeModeSchema,
    /** The origin's clock, for the node to see how far its own is off. */
    now: timestampSchema,
    /** From what load on the node sends new viewers on; absent: an older origin, and the node's own defaults hold. */
    thresholds: loadThresholdsSchema.optional(),
    relays: relayLimitsSchema.optional(),
    /** What the cluster's key is checked by (contract/cluster-key.ts), not the key; null: there is none. Absent: an older origin. */
    cluster_key_digest: fingerprintSchema.nullish(),
    /** The origin keeps how publications arrive. Absent: an older origin. */
    stream_samples: z.literal(true).optional(),
  }),
  /** Certificates of the authorities that are trusted, the one that signs first; before the peers, and again when they change. */
  authorities: z.object({
    type: z.literal('authorities'),
    certificates: z.array(pemSchema).min(1).max(MAX_AUTHORITIES),
  }),
  /** The origin would sign a certificate for the node's media port; a node that has one in files says nothing. */
  media_certificate_wanted: z.object({ type: z.literal('media_certificate_wanted') }),
  /** What the node shows to players and publishers from now on. */
  media_certificate: z.object({
    type: z.literal('media_certificate'),
    /** The certificate, then those that lead to its authority. */
    chain_pem: z.string().min(1).max(65_536),
    /** Its key, only over TLS or on one machine; null: that of the node's request. */
    key_pem: pemSchema.nullable(),
  }),
  certificate_issued: z.object({
    type: z.literal('certificate_issued'),
    id: z.uuid(),
    /** Null: there is none, and `error` says why. */
    certificate: nodeCertificateSchema.nullable(),
    error: z.string().max(512).nullable(),
  }),
  heartbeat_ack: z.object({ type: z.literal('heartbeat_ack'), seq: z.number().int().positive() }),
  command: z.object({ type: z.literal('command'), id: z.uuid(), command: nodeCommandSchema }),
  /**
   * All nodes of the cluster that may pull from, or be pulled by, this one; replaces what was known. Partial in a large cluster: then it
   * adds to what was known, and names a few neighbours and whom this node has to do with. All others are told of when they are needed.
   */
  peers: z.object({
    type: z.literal('peers'),
    revision: z.number().int().nonnegative(),
    peers: z.array(peerSchema),
    partial: z.literal(true).optional(),
  }),
  /** What changed since: peers that are new or other than they were, and nodes that are none any more. */
  peers_changed: z.object({
    type: z.literal('peers_changed'),
    revision: z.number().int().nonnegative(),
    changed: z.array(peerSchema),
    removed: z.array(nodeIdSchema),
  }),
  located: z.object({
    type: z.literal('located'),
    id: z.uuid(),
    stream_path: streamPathSchema,
    /** The best one. Null: nobody publishes this stream, or nobody who has it can be reached. */
    source: relaySourceSchema.nullable(),
    /** Others that have it, best first, for when the best one fails or refuses. */
    alternatives: z.array(relaySourceSchema).max(7).optional(),
    /** Why there is no source, for the viewer's error; null when there is one. */
    reason: z.string().nullable(),
    /** There is none because nobody has told the origin of such a stream; a node that cannot reach the origin may have it nevertheless. */
    unheard_of: z.literal(true).optional(),
    /**
     * With no source: one may come within so many ms, for the stream's publisher or its node may be on the way back. Viewers who have the
     * stream are kept, and the origin says `located` by itself, with an id nobody asked with, when there is a source.
     */
    wait_ms: z.number().int().positive().optional(),
  }),
  /** A ticket that is good is used up by this answer; one that is not comes with why, for the client. */
  redeemed: z.object({
    type: z.literal('redeemed'),
    id: z.uuid(),
    refused: z.object({ code: ticketRefusalSchema, message: z.string() }).nullable(),
  }),
  allocated: z.object({
    type: z.literal('allocated'),
    id: z.uuid(),
    /** Best first; empty where there is an error. */
    nodes: z.array(placedNodeSchema).max(10),
    /** Why none is named, for the client; `code` as the origin's API has it. */
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  }),
  admitted: z.object({
    type: z.literal('admitted'),
    id: z.uuid(),
    /** Why this node must not serve the viewer, for the viewer; null: it may. */
    refused: z.string().nullable(),
    /** Who may, best first. */
    nodes: z.array(placedNodeSchema).max(10),
  }),
  /** Streams that this node is to have whether anybody watches them or not; in place of those of before. */
  pinned_streams: z.object({
    type: z.literal('pinned_streams'),
    streams: z.array(pinnedStreamSchema).max(MAX_STREAM_POLICIES),
  }),
  /** Everybody who watches this stream here is to be told so, and let go; they may come again. */
  /** Where the origin will be; the node dials there in turn with where it is. Null: it stays where it is. */
  next_origin: z.object({ type: z.literal('next_origin'), url: z.url({ protocol: /^https?$/ }).nullable() }),
  disconnect_viewers: z.object({
    type: z.literal('disconnect_viewers'),
    stream_path: streamPathSchema,
    reason: z.string().max(256),
  }),
  /** Who watches this stream here, in connections? Answered by `viewers` with the same id. */
  list_viewers: z.object({
    type: z.literal('list_viewers'),
    id: z.uuid(),
    stream_path: streamPathSchema,
    limit: z.number().int().min(1).max(MAX_LISTED_VIEWERS),
  }),
  /** One viewer is to be told so and let go; null: only where it is. Answered by `viewer_ended` with the same id. */
  end_viewer: z.object({
    type: z.literal('end_viewer'),
    id: z.uuid(),
    stream_path: streamPathSchema,
    viewer_id: viewerIdSchema,
    reason: z.string().max(256).nullable(),
  }),
  /** What operators say of streams, whole; follows the welcome, and comes again when it changes. Absent: an older origin. */
  stream_policies: toldPoliciesSchema.extend({ type: z.literal('stream_policies') }),
  /** Who may publish and watch, whole; follows the welcome, and comes again when it changes. Absent: an older origin. */
  access: toldAccessSchema.extend({ type: z.literal('access') }),
  /** Somebody looks at the node's log: answered by `logs` with the same id. Asked of a node only that `tells_logs`. */
  logs_wanted: nodeLogQuestionSchema.extend({ type: z.literal('logs_wanted'), id: z.uuid() }),
  /** The HTTP status and the envelope that the node answers with. */
  cluster_answered: z.object({
    type: z.literal('cluster_answered'),
    id: z.uuid(),
    status: z.number().int().min(200).max(599),
    envelope: z.object({ code: z.number().int(), message: z.string(), data: z.unknown() }),
  }),
}

/** Every message an origin may send. */
export const originMessageSchema = z.discriminatedUnion('type', [
  fromOrigin.welcome,
  fromOrigin.authorities,
  fromOrigin.certificate_issued,
  fromOrigin.media_certificate_wanted,
  fromOrigin.media_certificate,
  fromOrigin.heartbeat_ack,
  fromOrigin.command,
  fromOrigin.peers,
  fromOrigin.peers_changed,
  fromOrigin.located,
  fromOrigin.redeemed,
  fromOrigin.allocated,
  fromOrigin.admitted,
  fromOrigin.stream_policies,
  fromOrigin.access,
  fromOrigin.pinned_streams,
  fromOrigin.disconnect_viewers,
  fromOrigin.list_viewers,
  fromOrigin.end_viewer,
  fromOrigin.next_origin,
  fromOrigin.logs_wanted,
  fromOrigin.cluster_answered,
])
export type OriginMessage = z.infer<typeof originMessageSchema>
export type CertificateIssued = z.infer<typeof fromOrigin.certificate_issued>
export type MediaCertificateTold = z.infer<typeof fromOrigin.media_certificate>
export type PeersTold = z.infer<typeof fromOrigin.peers>
export type PeersChanged = z.infer<typeof fromOrigin.peers_changed>
export type Located = z.infer<typeof fromOrigin.located>
export type Redeemed = z.infer<typeof fromOrigin.redeemed>
export type Allocated = z.infer<typeof fromOrigin.allocated>
export type Admitted = z.infer<typeof fromOrigin.admitted>
export type ClusterAnswered = z.infer<typeof fromOrigin.cluster_answered>
export type ViewersListed = z.infer<typeof fromNode.viewers>
export type ListViewers = z.infer<typeof fromOrigin.list_viewers>
export type EndViewer = z.infer<typeof fromOrigin.end_viewer>
export type ViewerEnded = z.infer<typeof fromNode.viewer_ended>
export type LogsWanted = z.infer<typeof fromOrigin.logs_wanted>
export type Welcome = z.infer<typeof fromOrigin.welcome>
