import { z } from 'zod'
import { clusterIdSchema, fingerprintSchema, nodeIdSchema, nodeNameSchema, portSchema, timestampSchema } from './ids.ts'

/** Decided by enrolment and operators; nothing a node reports changes it. */
export const nodeRegistrationSchema = z.enum(['pending', 'registered', 'retired', 'evicted'])
export type NodeRegistration = z.infer<typeof nodeRegistrationSchema>

/** Decided by an operator or an upgrade; a heartbeat, a re-join or a restart never changes it. */
export const nodeModeValueSchema = z.enum(['normal', 'draining', 'maintenance'])
export type NodeModeValue = z.infer<typeof nodeModeValueSchema>

/** What a node does: taking publishers, taking viewers, and serving relays to other nodes. */
export const nodeRoleSchema = z.enum(['ingest', 'viewers', 'relay_source'])
export type NodeRole = z.infer<typeof nodeRoleSchema>

/** What of new work comes in a role, for sentences. */
export const roleWork: Readonly<Record<NodeRole, string>> = {
  ingest: 'publishers',
  viewers: 'viewers',
  relay_source: 'relays to other nodes',
}

/** Observed by the origin's own monotonic clock from heartbeats and the control channel. */
export const livenessStateSchema = z.enum(['joining', 'alive', 'suspect', 'offline', 'left'])
export type LivenessState = z.infer<typeof livenessStateSchema>

/** The mode of a node with who set it, why, since when and, for a drain, until when. */
export const nodeModeSchema = z.object({
  value: nodeModeValueSchema,
  set_by: z.string(),
  reason: z.string().nullable(),
  set_at: timestampSchema,
  /** When a drain ends whatever is left; null: waits for the last subscriber. */
  deadline_at: timestampSchema.nullable(),
  /** What becomes of a draining node once it carries nothing, or is made to at the deadline; null: it stays drained until it is resumed. */
  after_drain: z.enum(['maintenance', 'retire']).nullable().default(null),
  /** `end`: what is left at the deadline is ended; `wait`: the drain goes on without a deadline, and that is recorded. */
  on_deadline: z.enum(['end', 'wait']).default('end'),
  /** Roles in which a node in normal mode takes no new work; what it has of them goes on. Absent or empty: it takes all. */
  closed_roles: z.array(nodeRoleSchema).optional(),
  /** When a drain, a maintenance or closed roles end by themselves and the node takes work again; absent or null: when it is resumed. */
  expires_at: timestampSchema.nullable().optional(),
  /** When a draining node was first seen without publishers, subscribers and relays; null while it holds any. */
  drained_at: timestampSchema.nullable(),
  /** Grows with each change of mode; a node applies a mode only if its revision is newer. */
  revision: z.number().int().nonnegative(),
})
export type NodeMode = z.infer<typeof nodeModeSchema>

/** What the origin observed of a node's liveness. */
export const nodeLivenessSchema = z.object({
  state: livenessStateSchema,
  since: timestampSchema,
  last_seen_at: timestampSchema.nullable(),
  /** Heartbeats missed in a row. */
  missed: z.number().int().nonnegative(),
  heartbeat_interval_ms: z.number().int().positive(),
  /** The node's wall clock minus the origin's at the last heartbeat, in ms; null before the first. */
  clock_skew_ms: z.number().nullable(),
  /** Round trip of the last acknowledged heartbeat as the node measured it, in ms. */
  heartbeat_rtt_ms: z.number().nonnegative().nullable(),
  /** It was lost so often lately that it is held as suspect until it has been steady for a while, or an operator resumes it. */
  flapping: z.boolean(),
  /** No report for over 90 s, or never one. Computed on every read, never stored. */
  stale: z.boolean(),
  /** Whether the node's control channel is open at this moment. */
  channel_open: z.boolean(),
})
export type NodeLiveness = z.infer<typeof nodeLivenessSchema>

/** What a node carries and what its machine has left, measured by the node over its last heartbeat interval. */
export const nodeLoadSchema = z.object({
  cpu_percent: z.number().min(0).max(100),
  memory_percent: z.number().min(0).max(100),
  memory_total_bytes: z.number().nonnegative(),
  /** Resident memory of the node-runtime itself, in bytes. */
  process_memory_bytes: z.number().nonnegative(),
  /** Share of one core that the node-runtime itself used, in percent (may exceed 100). */
  process_cpu_percent: z.number().nonnegative(),
  egress_mbps: z.number().nonnegative(),
  ingress_mbps: z.number().nonnegative(),
  publishers: z.number().int().nonnegative(),
  subscribers: z.number().int().nonnegative(),
  /** Relays this node pulls. */
  relays_in: z.number().int().nonnegative(),
  /** Relays other nodes pull from this one. */
  relays_out: z.number().int().nonnegative(),
  /** Subscribers dropped since the node started because they fell behind twice. */
  subscribers_dropped: z.number().int().nonnegative(),
  /** Of the disk with the node's data, as its user has it; absent: not seen yet, or by a version that does not look. */
  disk_free_bytes: z.number().nonnegative().optional(),
  disk_total_bytes: z.number().nonnegative().optional(),
})
export type NodeLoad = z.infer<typeof nodeLoadSchema>

/** From what load on a node takes new work only where nobody else can; the origin's `routing` settings. */
export const loadThresholdsSchema = z.object({
  cpu_percent: z.number().positive().max(100),
  /** How long the processors must have been that busy, in ms: a start or a burst is no overload. */
  cpu_busy_for_ms: z.number().int().nonnegative(),
  egress_mbps: z.number().positive(),
  subscribers: z.number().int().positive(),
})
export type LoadThresholds = z.infer<typeof loadThresholdsSchema>

/** What holds where nothing else is set. */
export const defaultLoadThresholds: LoadThresholds = {
  cpu_percent: 85,
  cpu_busy_for_ms: 15_000,
  egress_mbps: 8_000,
  subscribers: 2_000,
}

/** Why the load of a node keeps new work away, in words for a person; empty where it does not. */
export function overloadReasons(load: NodeLoad, cpu_busy_ms: number, limits = defaultLoadThresholds): string[] {
  const reasons: string[] = []
  const over = (what: string, value: number, limit: number, unit: string) => {
    if (value > limit) reasons.push(`${what} ${Math.round(value)}${unit} is over ${limit}${unit}`)
  }
  if (cpu_busy_ms >= limits.cpu_busy_for_ms) over('processor load', load.cpu_percent, limits.cpu_percent, ' %')
  over('outgoing traffic', load.egress_mbps, limits.egress_mbps, ' Mbit/s')
  over('subscriber count', load.subscribers, limits.subscribers, '')
  return reasons
}

/** Facts of the machine that do not change while the node runs. */
export const hostFactsSchema = z.object({
  hostname: z.string(),
  platform: z.string(),
  distribution: z.string(),
  arch: z.string(),
  cpu_model: z.string(),
  cpu_cores: z.number().int().positive(),
  memory_total_bytes: z.number().nonnegative(),
  node_version: z.string(),
})
export type HostFacts = z.infer<typeof hostFactsSchema>

/** Where a node can be reached; the media port speaks HTTP (FLV) and, told apart by its first byte, the TLS relay. */
export const nodeEndpointsSchema = z.object({
  /** Address that others use; a host name, an IPv4 or an IPv6 address without brackets. */
  address: z.string().min(1).max(255),
  rtmp_port: portSchema,
  media_port: portSchema,
  /** Of a foreign member that speaks HTTP over TLS alone; what proves it is an authority that the asking side trusts. */
  media_tls: z.boolean().optional(),
  /** UDP port on which it serves relays over QUIC; absent: it serves them over TLS alone. */
  quic_port: portSchema.optional(),
})
export type NodeEndpoints = z.infer<typeof nodeEndpointsSchema>

/** How far a node that takes no new work is: what it carries by its last report. */
export const nodeDrainSchema = z.object({
  publishers: z.number().int().nonnegative(),
  subscribers: z.number().int().nonnegative(),
  relays_in: z.number().int().nonnegative(),
  relays_out: z.number().int().nonnegative(),
  started_at: timestampSchema,
  deadline_at: timestampSchema.nullable(),
  /** Until the deadline, in ms; null where there is none. */
  time_left_ms: z.number().int().nonnegative().nullable(),
  /** Until it carries nothing if it goes on as since its beginning, in ms; null where that cannot be told. */
  eta_ms: z.number().int().nonnegative().nullable(),
  /** It carries nothing any more: safe to upgrade or to switch off. */
  drained: z.boolean(),
})
export type NodeDrain = z.infer<typeof nodeDrainSchema>

/** Which program a member runs: ours, or another that speaks contract/cluster-api.ts. */
export const nodeKindSchema = z.enum(['headwater', 'foreign'])
export type NodeKind = z.infer<typeof nodeKindSchema>

/**
 * How a node came to run on its machine: in a container or as a service that a run or the installer made, as a service of the Debian package,
 * as the origin's own, or by whoever started its program.
 */
export const installedFormSchema = z.enum(['container', 'service', 'package', 'with_origin', 'by_hand'])
export type InstalledForm = z.infer<typeof installedFormSchema>

/** Who installs a node sets this for its program, to one of {@link installedFormSchema}; a program without it was started by hand. */
export const INSTALLED_FORM_VARIABLE = 'HEADWATER_INSTALLED_AS'

/** One node as API, event stream and panel know it. */
export const nodeSchema = z.object({
  id: nodeIdSchema,
  cluster_id: clusterIdSchema,
  name: nodeNameSchema,
  /** foreign: a media server of another make that is a member over contract/cluster-api.ts alone; absent: headwater. */
  kind: nodeKindSchema.optional(),
  /** The node-runtime that runs beside the origin itself. */
  is_origin: z.boolean(),
  region: z.string().nullable(),
  version: z.string().nullable(),
  /** Absent: it has not said yet, or is of a version that does not say. */
  form: installedFormSchema.optional(),
  endpoints: nodeEndpointsSchema.nullable(),
  relay_fingerprint: fingerprintSchema,
  registration: nodeRegistrationSchema,
  mode: nodeModeSchema,
  liveness: nodeLivenessSchema,
  load: nodeLoadSchema.nullable(),
  host: hostFactsSchema.nullable(),
  /** Grows each time the node's program starts; a report of an older epoch changes nothing. */
  epoch: z.number().int().nonnegative(),
  /** Whether new publishers and viewers are sent here. */
  routable: z.boolean(),
  /** Progress of a drain or of a maintenance; null in normal mode, and before the node's first report. */
  drain: nodeDrainSchema.nullable(),
  /** Why it is not routable, in words a person reads; empty when it is. */
  routable_reasons: z.array(z.string()),
  created_at: timestampSchema,
})
export type Node = z.infer<typeof nodeSchema>
