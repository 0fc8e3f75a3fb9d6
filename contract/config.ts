import { z } from 'zod'
import { serverAddressSchema } from './cluster-api.ts'
import { durationBetween, durationSchema, sizeSchema } from './duration.ts'
import { clusterIdSchema, nodeNameSchema } from './ids.ts'
import { tlsSchema } from './tls-config.ts'

/** A port to listen on; 0 takes any free one. */
const listenPort = z.number().int().min(0).max(65_535)
const cidr = z.union([z.cidrv4(), z.cidrv6()], 'a network such as 192.168.0.0/16 or fd00::/8')

/** This machine and private networks. */
const privateNetworks = [
  '127.0.0.0/8',
  '::1/128',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
]

/** As it can stand in a header. */
const clusterApiKey = z.string().regex(/^[\x21-\x7e]{16,256}$/, '16 to 256 visible ASCII characters')

/** `host:port`, also as the URL that people copy. */
const seed = z
  .string()
  .transform((text) => text.replace(/^http:\/\//, '').replace(/\/$/, ''))
  .pipe(serverAddressSchema)

const logSchema = z.strictObject({
  level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
})

const connectionRate = z.number().int().min(0).max(1_000_000).default(200)
const connectionBurst = z.number().int().min(1).max(1_000_000).default(2_000)
const connectionRateExempt = z.array(cidr).max(256).default(['127.0.0.0/8', '::1/128'])

/** How the node-runtime carries media. Shared by a node of its own and by the one that runs beside the origin. */
const mediaFields = z.strictObject({
  /** Address the RTMP and media ports listen on. */
  listen_host: z.string().min(1).default('0.0.0.0'),
  rtmp_port: listenPort.default(1935),
  /** HTTP and HTTPS (FLV, HLS, WebSocket) and, on the same port, the TLS relay between nodes. */
  media_port: listenPort.default(8080),
  /** Who may publish without a key: addresses of these networks. The default is this machine and private networks. */
  publish_allow: z.array(cidr).default(privateNetworks),
  /** Pages of sites with these names may publish from a browser, besides those that come from the networks above. */
  publish_origins: z.array(z.string().min(1)).default([]),
  /** PEM files for HTTPS, WSS and RTMPS; both or neither. Without them one of the origin’s authority is shown, or of that node itself until it has one. */
  tls_certificate: z.string().min(1).optional(),
  tls_key: z.string().min(1).optional(),
  /** Who may read /metrics and the list of subscribers. The default is this machine and private networks. */
  metrics_allow: z.array(cidr).default(privateNetworks),
  /** So many streams have figures of their own in /metrics; the others are summed. */
  metrics_streams: z.number().int().min(0).max(10_000).default(200),
  /** The most a node holds for one subscriber that reads too slowly. */
  subscriber_buffer: sizeSchema.prefault('4MiB'),
  /** The group of pictures kept for those who join: at most so many bytes and so long. */
  gop_cache_size: sizeSchema.prefault('16MiB'),
  gop_cache_duration: durationSchema.prefault('15s'),
  /** How long units are gathered into one write at normal latency; 0ms writes every frame at once. */
  group_interval: durationSchema.prefault('100ms'),
  /** How long a relay outlives its last subscriber. */
  relay_release_delay: durationSchema.prefault('10s'),
  relay_retry_attempts: z.number().int().min(0).max(20).default(3),
  relay_retry_delay: durationSchema.prefault('2s'),
  /**
   * How this node pulls from others: over `tls`, which costs a tenth of QUIC; `auto` over QUIC where both nodes have it and the path
   * carries it, else over TLS; `quic` over that alone. With `tls` it offers no QUIC to others either.
   */
  relay_transport: z.enum(['tls', 'auto', 'quic']).default('tls'),
  /** A publisher or a new connection that says nothing for so long is closed. */
  handshake_timeout: durationSchema.prefault('5s'),
  publisher_silence_timeout: durationSchema.prefault('15s'),
  /** How long viewers are kept for a publisher whose connection was lost; 0s ends the stream at once. */
  publisher_grace: durationSchema.prefault('10s'),
  /** What becomes of a publisher of a path that is being published already. */
  second_publisher: z.enum(['refuse', 'take_over']).default('refuse'),
  max_connections: z.number().int().min(1).default(20_000),
  /** New connections per second and address, of IPv6 a /64, on each thread, both ports together; 0: any number. So many may come at once; not counted: these networks. */
  connection_rate: connectionRate,
  connection_burst: connectionBurst,
  connection_rate_exempt: connectionRateExempt,
  /** Threads beside the main one that take connections: as many as the load asks for, or so many. */
  workers: z.union([z.literal('auto'), z.number().int().min(0).max(256)], 'auto, or how many').default('auto'),
})

/** {@link mediaFields}, and what must hold between them. */
export const mediaConfigSchema = mediaFields.refine(
  ({ tls_certificate, tls_key }) => (tls_certificate === undefined) === (tls_key === undefined),
  { path: ['tls_key'], error: 'tls_certificate and tls_key belong together: set both, or neither' },
)
export type MediaConfig = z.infer<typeof mediaConfigSchema>

/** Where clients are sent: from what load on a node gets new ones only where nobody else can take them, and how tickets are. */
const routingSchema = z.strictObject({
  cpu_threshold_percent: z.number().positive().max(100).default(85),
  /** How long the processors must be over it. */
  cpu_threshold_after: durationBetween('0s', '1d').prefault('15s'),
  egress_threshold_mbps: z.number().positive().default(8_000),
  subscriber_threshold: z.number().int().min(1).default(2_000),
  /** What becomes of a client when every node is over a threshold: the least loaded takes it, or it is asked to come back. */
  when_full: z.enum(['best_effort', 'refuse']).default('best_effort'),
  /** How long a ticket is good for. */
  ticket_ttl: durationBetween('1s', '1d').prefault('30s'),
  /** Nodes that a ticket names at most. */
  candidate_limit: z.number().int().min(1).max(10).default(3),
})
export type RoutingConfig = z.infer<typeof routingSchema>

/** The `origin` section of headwater.yaml, and what `headwater origin` takes as flags. */
export const originConfigSchema = z.strictObject({
  data_dir: z.string().min(1),
  /** Address the panel and the API listen on; nodes on other machines need one they can reach. */
  host: z.string().min(1).default('127.0.0.1'),
  port: listenPort.default(8090),
  /** Name or address under which other machines reach this one; found by itself where it is not given. */
  advertise_host: z.string().min(1).max(255).optional(),
  /** Names besides IP addresses and localhost that a browser may use in the address bar. */
  allowed_hosts: z.array(z.string().min(1)).default([]),
  cluster_id: clusterIdSchema.default('main' as z.infer<typeof clusterIdSchema>),
  cluster_name: z.string().min(1).max(64).default('Headwater'),
  tls: tlsSchema.prefault({}),
  /** Live state: `auto` starts a redis-server if one is installed, `memory` needs none, or a redis:// or rediss:// URL. */
  redis: z
    .union([
      z.enum(['auto', 'memory']),
      z.string().regex(/^rediss?:\/\//, 'auto, memory, or a redis:// or rediss:// URL'),
    ])
    .default('auto'),
  /** Run a node-runtime beside the origin, on the media settings below. */
  own_node: z.boolean().default(true),
  media: mediaConfigSchema.prefault({}),
  /** New connections to the origin's own port, as `connection_rate` and its like of the media ports. No flags. */
  connections: z
    .strictObject({ rate: connectionRate, burst: connectionBurst, exempt: connectionRateExempt })
    .prefault({}),
  /** As far apart as nodes take it. */
  heartbeat_interval: durationBetween('200ms', '60s').prefault('5s'),
  /** Heartbeats missed until a node is suspect, and until it is offline; good ones in a row until it is alive again. */
  suspect_after_missed: z.number().int().min(1).default(2),
  offline_after_missed: z.number().int().min(2).default(3),
  recover_after_beats: z.number().int().min(1).default(3),
  routing: routingSchema.prefault({}),
  /** Nodes that a stream passes at most before the one that pulls it; 1: every node pulls from the publisher's. */
  relay_max_hops: z.number().int().min(1).max(8).default(3),
  /** Nodes that pull one stream from one node at most; those that come later pull from these. */
  relay_max_out: z.number().int().min(1).max(10_000).default(20),
  /** What foreign members and tools prove themselves with at /cluster/api/, here and at the own node; without it nobody is answered there. No flag. */
  cluster_api_key: clusterApiKey.optional(),
  /** What boxes join with at /api/v1/cluster/join, all of them with the same; without it nobody can. No flag. */
  /** Inward networks (this machine, private ones) that webhooks may be asked in, by the origin and by every node. */
  webhook_networks: z.array(cidr).max(64).default([]),
  cluster_token: z
    .string()
    .regex(/^clt_[A-Za-z0-9_-]{16,200}$/, 'clt_ and 16 to 200 letters, digits, dashes and underscores')
    .optional(),
  /** Time between two backups of the database; 0s: none but those that are asked for. */
  /** How long certificates of nodes last; each is renewed at two thirds of that. */
  node_certificate_life: durationBetween('10s', '398d').prefault('7d'),
  backup_interval: durationBetween('0s', '366d').prefault('24h'),
  /** Backups that are kept beside it; the oldest beyond it go. */
  backups_kept: z.number().int().min(1).max(1_000).default(14),
  /** Room on the disk of data_dir is low with less free than this, or than this part of the disk. */
  storage_low_free: sizeSchema.prefault('500MiB'),
  storage_low_percent: z.number().min(0).max(90).default(10),
  /** Folder with images and packages of nodes, looked at before the program's own (`npm run image`, `npm run package`). No flag. */
  artifacts_dir: z.string().min(1).optional(),
  log: logSchema.prefault({}),
})
/** Settings whose values nobody is shown. */
export const SECRET_SETTINGS: ReadonlySet<string> = new Set([
  'cluster_api_key',
  'cluster_token',
  'tls.acme_eab_key',
  'tls.dns_tsig_secret',
])
export type OriginConfig = z.infer<typeof originConfigSchema>

/** The `node` section of headwater.yaml, and what `headwater node run` takes as flags. */
export const nodeConfigSchema = z.strictObject({
  data_dir: z.string().min(1),
  /** Base URL of the origin, for example https://origin.example.com or http://10.0.0.10:8090. */
  origin: z.url({ protocol: /^https?$/, error: 'an http:// or https:// URL of the origin' }).optional(),
  /** Enrollment token; needed once, until the node has an identity in its data directory. */
  token: z.string().min(1).optional(),
  /** Defaults to the machine's host name. */
  name: nodeNameSchema.optional(),
  region: z.string().min(1).max(64).optional(),
  /** Address other machines reach this node at; defaults to the one its control channel comes from. */
  advertise_address: z.string().min(1).max(255).optional(),
  /**
   * Members that this node tells of itself and asks for others, as host:port of their HTTP: nodes, the origin, or media servers of another
   * make. Nodes that the origin names are found without. All others than these are asked with `cluster_api_key`.
   */
  seeds: z.array(seed).max(16).default([]),
  /** What this node proves itself with at members that are no nodes of ours, and others here besides the origin's key. No flag: others could read it. */
  cluster_api_key: clusterApiKey.optional(),
  media: mediaConfigSchema.prefault({}),
  log: logSchema.prefault({}),
})
export type NodeConfig = z.infer<typeof nodeConfigSchema>

/** Everything headwater.yaml may hold. */
export const configFileSchema = z.strictObject({
  origin: z.record(z.string(), z.unknown()).optional(),
  node: z.record(z.string(), z.unknown()).optional(),
})
