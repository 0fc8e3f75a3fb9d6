import type { IncomingMessage } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import type { z } from 'zod'
import type { About, Diagnostics } from '#contract/about.ts'
import type {
  Allocation,
  AllocationReplay,
  allocationRequestSchema,
  CloseRolesRequest,
  ClusterInfo,
  DrainPreview,
  DrainProgress,
  DrainRequest,
  EvictRequest,
  ExplainedAllocation,
  MaintainRequest,
  SetModeRequest,
  Ticket,
} from '#contract/api.ts'
import type { Backup, MoveUpload } from '#contract/backup.ts'
import type { Certificates } from '#contract/certificates.ts'
import type { ClusterSurface } from '#contract/cluster-surface.ts'
import type { EnrollmentAnswer, EnrollmentRequest } from '#contract/enrollment.ts'
import type { PlacedNodes } from '#contract/entry.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { NodesQuery, Page, StreamsQuery } from '#contract/listing.ts'
import type { MetricFamily } from '#contract/metrics-text.ts'
import type { Node } from '#contract/node.ts'
import type { HistoryWindow, NodeHistory } from '#contract/node-history.ts'
import type { NodeLogPage, NodeLogQuery } from '#contract/node-log.ts'
import type { BoxReport, SshTarget } from '#contract/provisioning.ts'
import type {
  CancelRun,
  NewRuns,
  NodeLogin,
  ProvisioningRun,
  ResumeRun,
  RunLogLine,
  RunLogQuery,
  RunsQuery,
  UndoRun,
} from '#contract/provisioning-run.ts'
import type { RemovedNode } from '#contract/removed-node.ts'
import type { RollingDrain, RollingDrainRequest, RollingPlan } from '#contract/rolling-drain.ts'
import type { SecurityCheck } from '#contract/security-check.ts'
import type { ChangeSettings, Setting } from '#contract/settings.ts'
import type { AddressCheck, ChangeSetup, SetupState } from '#contract/setup.ts'
import type { StorageStatus, StorageSummary } from '#contract/storage.ts'
import type { MediaProtocol, Participation, Stream } from '#contract/stream.ts'
import type { ChangeStreamPolicy, CreateStreamPolicy, StreamPolicy } from '#contract/stream-policy.ts'
import type { StreamHistory } from '#contract/stream-samples.ts'
import type { DisconnectViewer, StreamViewers } from '#contract/stream-viewers.ts'
import type { Alerts } from '../alerts/alerts.ts'
import type { ShownCertificates } from '../certificates/shown-certificates.ts'
import type { JoinedCluster } from '../members/joined-cluster.ts'
import type { HostKeys } from '../provisioning/host-keys.ts'
import type { Installer } from '../provisioning/installer/installer.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Access } from '../trust/access/access.ts'
import type { Authority } from '../trust/authority/authority.ts'
import type { Principal } from '../trust/principal.ts'
import type { Trust } from '../trust/trust.ts'
import type { KeptAnswers } from './idempotency.ts'
import type { LiveEventHub } from './live-event-hub.ts'

/** The disk of the origin's data. */
export interface StorageApi {
  summary(): StorageSummary
  status(): Promise<StorageStatus>
}

/**
 * What the HTTP surface calls of the nodes feature. Everything that cannot be done is thrown as a `FeatureFailure`
 * (errors.ts): an `Error` with a stable `code`, which errors.ts turns into a status.
 */
export interface NodesApi {
  /** Every node that is not evicted or retired, in the order of their names. */
  list(): readonly Node[]
  page(query: NodesQuery): Page<Node>
  /** Every node that was evicted or retired, in the order of their names. */
  removed(): readonly RemovedNode[]
  find(id: NodeId): Node | undefined
  /** @param actor who asks, as the activity log names it (`operator:<name>`, `api_key:<prefix>`) */
  drain(id: NodeId, request: DrainRequest, actor: string): Node
  resume(id: NodeId, reason: string | null, actor: string): Node
  maintain(id: NodeId, request: MaintainRequest, actor: string): Node
  /** No new work in some roles; resuming the node opens them. */
  closeRoles(id: NodeId, request: CloseRolesRequest, actor: string): Node
  /** A mode by its name (contracts F-39). */
  setMode(id: NodeId, request: SetModeRequest, actor: string): Node
  /** Why a drain would be refused unless it is forced; null: it would not. */
  drainRefusal(id: NodeId): string | null
  /** Revokes the credential and closes the node's channel with 4410. */
  evict(id: NodeId, request: EvictRequest, actor: string): void
  /** @param address where the request came from, without a port */
  enroll(request: EnrollmentRequest, address: string): EnrollmentAnswer
}

/** What the load of nodes was. */
export interface HistoriesApi {
  read(id: NodeId, window: HistoryWindow): NodeHistory
}

/** Logs of nodes, asked of the nodes themselves; failures as in {@link NodesApi}. */
export interface LogsApi {
  read(id: NodeId, query: NodeLogQuery, signal: AbortSignal): Promise<NodeLogPage>
}

/** What the HTTP surface calls of the streams feature; failures as in {@link NodesApi}. */
export interface StreamsApi {
  page(query: StreamsQuery): Page<Stream>
  find(path: StreamPath): Stream | undefined
  /** How its publication arrived over the last minutes; throws `stream_not_found`. */
  history(path: StreamPath): StreamHistory
  /** Tells the publisher's node to end this publication. */
  end(path: StreamPath, reason: string, actor: string): Stream
  /** Tells nodes to let the viewers of a stream go; null: all nodes that have some. */
  disconnectViewers(path: StreamPath, node_id: NodeId | null, reason: string, actor: string): readonly Participation[]
  /** What a node carries, by stream. */
  carriedBy(id: NodeId): DrainProgress['holding']
  /** Where the viewers of a node would go if it took none any more. */
  movesFrom(id: NodeId): Pick<DrainPreview, 'moves' | 'without_place'>
  readonly placement: PlacementApi
  readonly viewers: ViewersApi
}

/** Who watches a stream, one by one; failures as in {@link NodesApi}. */
export interface ViewersApi {
  /** On one node, which is asked. */
  list(path: StreamPath, node_id: NodeId, limit: number): Promise<StreamViewers>
  /** Lets one go; the answer is who watches there then. */
  disconnect(path: StreamPath, asked: DisconnectViewer, actor: string): Promise<StreamViewers>
}

/** Backups of the database. */
export interface BackupsApi {
  /** The newest first. */
  list(): readonly Backup[]
  make(actor: string): Promise<Backup>
  /** Where the backup of this name is. */
  pathOf(name: string): string | undefined
}

/** Puts a backup in the place of the database, and has the origin restart. */
export interface RestorerApi {
  begin(name: string, confirm: string, by: Principal): Promise<Backup>
}

/** Moves the origin to another machine, and from one. */
export interface MoverApi {
  export(passphrase: string, next_origin: string | null): Promise<{ readonly path: string; remove(): void }>
  take(bytes: Readable): Promise<MoveUpload>
  import(id: string, passphrase: string, confirm: string, by: Principal): Promise<{ cluster_id: string }>
}

/** The first run: what is decided so far, and what is there; failures as in {@link NodesApi}. */
export interface SetupApi {
  /** What `/health` says of this run of the origin, so that it knows itself. */
  readonly run_id: string
  state(): Promise<SetupState>
  checkAddresses(host: string | undefined, signal: AbortSignal): Promise<AddressCheck[]>
  change(change: ChangeSetup, actor: string): Promise<SetupState>
}

/** What this origin is, and its diagnostics; failures as in {@link NodesApi}. */
export interface AboutApi {
  about(): Promise<About>
  collect(actor: string): Promise<Diagnostics>
  archive(id: string): { readonly name: string; readonly bytes: Buffer }
}

export interface SecurityApi {
  check(): SecurityCheck
}

/** What the HTTP surface calls of the alerts; failures as in {@link NodesApi}. */
export type AlertsApi = Pick<
  Alerts,
  | 'list'
  | 'notifications'
  | 'deliveries'
  | 'mute'
  | 'silence'
  | 'endSilence'
  | 'createChannel'
  | 'changeChannel'
  | 'removeChannel'
  | 'test'
>

/** What the port of panel and API proves itself with. */
export interface CertificatesApi {
  readonly shown: ShownCertificates
  state(): Certificates
  /** Has one ordered now, whatever the time; null where none are ordered. */
  readonly orderNow: (() => void) | null
  /** What is answered to an authority that asks for this token over HTTP; undefined: nobody knows it. */
  httpProof(token: string): string | undefined
}

/** Where clients play and publish. */
export interface PlacementApi {
  /** A ticket; throws `stream_not_found` or `no_candidates` where there is no answer. */
  allocate(kind: Allocation['kind'], request: z.infer<typeof allocationRequestSchema>): Allocation
  /** The same decision without a ticket; where there is no candidate it says why of each node. */
  explain(kind: Allocation['kind'], request: z.infer<typeof allocationRequestSchema>): ExplainedAllocation
  /** The best nodes, without a ticket and without a claim; throws as `allocate` does. */
  named(
    kind: Allocation['kind'],
    path: StreamPath,
    protocol: MediaProtocol,
    region: string | null,
    is_secure: boolean,
  ): PlacedNodes
  /** URL of the best node to play a stream from, where the client is sent; throws as `allocate` does. */
  playUrl(path: StreamPath, protocol: MediaProtocol, region: string | null, is_secure: boolean): string
  /** A ticket and what became of it; undefined where it is not known, or not any more. */
  ticket(ticket_id: string): Ticket | undefined
  /** Its question decided again; undefined as above. */
  replay(ticket_id: string): AllocationReplay | undefined
}

/** What the HTTP surface calls of the rolling drains; failures as in {@link NodesApi}. */
export interface RollingApi {
  /** The newest first. */
  list(): readonly RollingDrain[]
  find(id: string): RollingDrain | undefined
  start(request: RollingDrainRequest, actor: string): { plan: RollingPlan; run: RollingDrain | null }
  pause(id: string, actor: string): RollingDrain
  resume(id: string, actor: string): RollingDrain
  cancel(id: string, resume_nodes: boolean, actor: string): RollingDrain
}

/** What the HTTP surface calls of the stream policies; failures as in {@link NodesApi}. */
export interface PoliciesApi {
  /** In the order of their patterns. */
  list(): readonly StreamPolicy[]
  find(id: string): StreamPolicy | undefined
  /** The one that holds for a stream; null: none does. */
  of(path: StreamPath): StreamPolicy | null
  create(policy: CreateStreamPolicy, actor: string): StreamPolicy
  change(id: string, change: ChangeStreamPolicy, actor: string): StreamPolicy
  remove(id: string, actor: string): StreamPolicy
}

/** What the HTTP surface calls of provisioning; failures as in {@link NodesApi}. */
export interface BoxesApi {
  /** Looks at a box over SSH and changes nothing on it. Aborted when the caller goes away. */
  check(target: SshTarget, actor: string, signal: AbortSignal): Promise<BoxReport>
}

/** What the HTTP surface calls of the host keys that boxes are known by. */
export type HostKeysApi = Pick<HostKeys, 'list' | 'set' | 'forget'>

/** What the HTTP surface calls of the one-line installer. */
export type InstallerApi = Pick<Installer, keyof Installer>

/** What the HTTP surface calls of the runs of provisioning; failures as in {@link NodesApi}. */
export interface RunsApi {
  /** All of them, or none where one is refused. */
  start(asked: NewRuns['runs'], actor: string): readonly ProvisioningRun[]
  /** The newest first. */
  list(query: RunsQuery): readonly ProvisioningRun[]
  find(id: string): ProvisioningRun
  log(id: string, query: RunLogQuery): readonly RunLogLine[]
  /** Where a file is that a run left. */
  file(id: string, name: string): string
  resume(id: string, request: ResumeRun, actor: string): ProvisioningRun
  cancel(id: string, request: CancelRun, actor: string): ProvisioningRun
  undo(id: string, request: UndoRun, actor: string): ProvisioningRun
  /** Null where none is kept. */
  login(node_id: NodeId): NodeLogin | null
  forgetLogin(node_id: NodeId, actor: string): NodeLogin
}

/** Takes over the connection of a WebSocket upgrade to the control channel's path, whatever then becomes of it. */
export interface ChannelApi {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** What is under `/cluster/api/`; without a key nobody is answered there. */
export interface ClusterApiFeature {
  readonly key: string | null
  readonly surface: ClusterSurface
}

/** What is under `/api/v1/cluster/`, for scripts written for StreamHub. */
export type JoinedClusterApi = Pick<JoinedCluster, keyof JoinedCluster>

/** The origin's settings; failures as in {@link NodesApi}. */
export interface SettingsApi {
  /** Every setting as it is in effect. */
  list(): readonly Setting[]
  /** @param by who asks, and the host of the address that they came by */
  change(changes: ChangeSettings, by: { readonly actor: string; readonly host: string }): Promise<readonly Setting[]>
  /** Brings what was chosen into effect; nodes and streams go on. */
  beginRestart(actor: string): void
}

/** What the origin measures of itself and of its cluster. */
export interface MetricsApi {
  families(): readonly MetricFamily[]
  /** Whoever asks from these networks, as CIDR, may read without proof. */
  readonly allow: readonly string[]
}

/** What the HTTP surface calls of the certificate authority; failures as in {@link NodesApi}. */
export type AuthorityApi = Pick<
  Authority,
  'readRequest' | 'issueNodeCertificate' | 'confirmHeld' | 'describe' | 'rotate' | 'drop'
>

/** Every feature behind the HTTP surface, wired by the composition root. */
export interface ApiFeatures {
  readonly trust: Trust
  readonly authority: AuthorityApi
  readonly activity: ActivityLog
  readonly events: LiveEventHub
  readonly nodes: NodesApi
  readonly histories: HistoriesApi
  readonly logs: LogsApi
  readonly streams: StreamsApi
  readonly rolling: RollingApi
  readonly policies: PoliciesApi
  readonly access: Access
  readonly backups: BackupsApi
  readonly restorer: RestorerApi
  readonly mover: MoverApi
  readonly certificates: CertificatesApi
  readonly storage: StorageApi
  readonly boxes: BoxesApi
  readonly host_keys: HostKeysApi
  readonly installer: InstallerApi
  readonly runs: RunsApi
  readonly cluster_api: ClusterApiFeature
  readonly channel: ChannelApi
  readonly metrics: MetricsApi
  readonly kept_answers: KeptAnswers
  readonly settings: SettingsApi
  readonly setup: SetupApi
  readonly alerts: AlertsApi
  readonly about: AboutApi
  readonly security: SecurityApi
  readonly joined_cluster: JoinedClusterApi
  clusterInfo(): ClusterInfo
  /** Whether the origin takes work; `/ready` says so. The reason is for a person, null when it is ready. */
  notReadyReason(): string | null
}
