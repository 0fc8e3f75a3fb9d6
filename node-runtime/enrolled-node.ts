import { isIPv6 } from 'node:net'
import type { Logger } from 'pino'
import type { NodeConfig } from '#contract/config.ts'
import { defaultRelayLimits, type NodeCommand, type Welcome } from '#contract/control-channel.ts'
import type { NodeCertificate } from '#contract/enrollment.ts'
import type { StreamPath } from '#contract/ids.ts'
import type { NodeStatus } from '#contract/local-control.ts'
import { defaultLoadThresholds, type HostFacts, type NodeMode, type NodeRole } from '#contract/node.ts'
import type { NodeReady } from '#contract/program-output.ts'
import { patternFits } from '#contract/stream-policy.ts'
import { AccessReports } from './agent/access-reports.ts'
import { CertificateKeeper } from './agent/certificate-keeper.ts'
import { ControlChannel } from './agent/control-channel.ts'
import { DiskRoom } from './agent/disk-room.ts'
import { enrolAgain, type Rejoining } from './agent/enrol-again.ts'
import { LoadMeter, readHostFacts } from './agent/host-metrics.ts'
import { type Enrolled, saveEnrolled } from './agent/identity.ts'
import { KeptAccess } from './agent/kept-access.ts'
import { LastKnown } from './agent/last-known.ts'
import { type KeptLog, LogAnswers } from './agent/log-answers.ts'
import { LogForwarding, type TroubleLine } from './agent/log-forwarding.ts'
import { MediaCertificate } from './agent/media-certificate.ts'
import { ModeKeeper } from './agent/mode-keeper.ts'
import { NodeAccess } from './agent/node-access.ts'
import type { NodeFailure } from './agent/node-errors.ts'
import { NodePolicies } from './agent/node-policies.ts'
import { NodeReport } from './agent/node-report.ts'
import { OriginTls } from './agent/origin-tls.ts'
import { nodeOverload } from './agent/overload.ts'
import { ReportDeltas } from './agent/report-deltas.ts'
import { createSourceLocator } from './agent/source-locator.ts'
import { StreamSamples } from './agent/stream-samples.ts'
import { createTicketDesk } from './agent/ticket-desk.ts'
import { DoneWebhooks } from './agent/webhooks/done-webhooks.ts'
import { Webhooks } from './agent/webhooks/webhooks.ts'
import { installedForm } from './installed-form.ts'
import type { Departs } from './media/departure.ts'
import type { LiveStream } from './media/live-stream.ts'
import { Members } from './members/members.ts'
import { OwnMember } from './members/own-member.ts'
import { type MediaPorts, NodeMedia } from './node-media.ts'
import { programVersion } from './program-version.ts'
import { NodeTrust } from './relay/node-trust.ts'
import type { RelayIdentity } from './relay/relay-identity.ts'

/** A node that knows its cluster is ready without its origin after this time, in ms. */
const ORIGIN_PATIENCE_MS = 5_000

/** A node that drains and is told to stop drains on for so long, in ms: the whole stop takes less than five seconds. */
const STOP_DRAIN_MS = 2_000

/** Hosts that stand for every address of this machine; the origin puts in their place the one the node dials from. */
const UNSPECIFIED = ['0.0.0.0', '::']

export interface EnrolledNodeOptions {
  readonly config: NodeConfig
  readonly identity: RelayIdentity
  readonly enrolled: Enrolled
  /** Its certificate of the authority; null: it has none yet. */
  readonly held: NodeCertificate | null
  readonly epoch: number
  readonly started_at: string
  readonly log: Logger
  /** The newest lines of the log; absent: nobody is told of them. */
  readonly kept_log?: KeptLog
  /** Hears warnings and errors of the log; the function returned ends that. */
  readonly onTrouble?: (listener: (line: TroubleLine) => void) => () => void
  readonly signal: AbortSignal
  /** The origin wants no more of a node that was running. */
  readonly onRefused: (failure: NodeFailure) => void
}

/** A node with an identity, serving: its media, its agent, and the wires between them. */
export class EnrolledNode {
  readonly #options: EnrolledNodeOptions
  readonly #last_known: LastKnown
  readonly #kept_access: KeptAccess
  readonly #mode: ModeKeeper
  readonly #media: NodeMedia
  readonly #channel: ControlChannel
  readonly #members: Members
  readonly #deltas: ReportDeltas
  readonly #samples: StreamSamples
  readonly #forwarding: LogForwarding
  readonly #log_answers: LogAnswers | null
  readonly #access_reports: AccessReports
  readonly #done_webhooks: DoneWebhooks
  readonly #certificate: CertificateKeeper
  readonly #trust: NodeTrust
  readonly #media_certificate: MediaCertificate
  readonly #first_words = Promise.withResolvers<NodeFailure | null>()
  readonly #unlisten: (() => void) | undefined
  #enrolled: Enrolled
  #ports: MediaPorts | null = null
  #state: NodeStatus['state'] = 'starting'
  /** A node that drains and is told to stop has this time for it. */
  #stop_departs: Departs | null = null
  #thresholds = defaultLoadThresholds
  /** The origin that is connected tells who may come in, and hears who was refused. */
  #access_told = false
  /** The origin that is connected keeps how publications arrive. */
  #samples_taken = false

  private constructor(
    options: EnrolledNodeOptions,
    last_known: LastKnown,
    kept_access: KeptAccess,
    host: HostFacts,
    media_certificate: MediaCertificate,
  ) {
    this.#media_certificate = media_certificate
    this.#options = options
    this.#enrolled = options.enrolled
    this.#last_known = last_known
    this.#kept_access = kept_access
    const { config, epoch, log } = options
    const { node_id, cluster_id, credential } = options.enrolled
    const trust = new NodeTrust({ node_id, cluster_id }, options.held)
    this.#trust = trust
    const identity: RelayIdentity = { ...options.identity, trust }
    this.#certificate = new CertificateKeeper({
      data_dir: config.data_dir,
      ...{ identity, trust, log },
      send: (message) => this.#channel.send(message),
    })
    this.#mode = new ModeKeeper({ last_known, log, onDeadline: (reason) => this.#media.endAll(reason) })
    const policies = new NodePolicies({
      node_id,
      told: () => last_known.policies,
      otherwise: { grace_ms: config.media.publisher_grace, second_publisher: config.media.second_publisher },
      here: (path) => this.#media.directory.find(path) ?? null,
      ask: (...asked) => this.#channel.admit(...asked),
    })
    const overload = nodeOverload({
      node_id,
      channel: { allocate: (...asked) => this.#channel.allocate(...asked) },
      thresholds: () => this.#thresholds,
      load: () => meter.last,
      viewers: () => directory.totals().viewers,
    })
    const notAccepting = (role?: NodeRole) =>
      this.#state === 'stopping' ? 'This node is stopping.' : this.#mode.notAccepting(role)
    const asking = {
      node_id,
      keys: (path: StreamPath) =>
        (kept_access.told?.signing_keys ?? [])
          .filter((key) => key.use === 'webhooks' && patternFits(key.pattern, path))
          .map(({ key }) => key),
      networks: () => kept_access.told?.webhook_networks ?? [],
      onResult: (...result: Parameters<AccessReports['asked']>) => this.#access_reports.asked(...result),
      log,
    }
    const access = new NodeAccess({
      told: () => kept_access.told,
      now: () => Date.now() + this.#mode.origin_ahead_ms,
      webhooks: new Webhooks(asking),
      publishers: () => publishersIn(this.#media.directory.list()),
    })
    this.#media = new NodeMedia({
      policies,
      access,
      onRefused: (refusal) => this.#access_reports.refused(refusal),
      refusals: () => this.#access_reports.totals,
      node_id,
      identity,
      certificate: media_certificate,
      media: config.media,
      members: {
        answer: (...asked) => this.#members.answer(...asked),
        refuse: (asked) => this.#members.refuse(asked),
        accept: (...taken) => this.#members.accept(...taken),
      },
      peers: last_known,
      relay_limits: () => last_known.relay_limits,
      draining: () => this.#state === 'running' && this.#mode.mode?.value === 'draining',
      locate: createSourceLocator({ locate: (...asked) => this.#channel.locate(...asked) }, last_known, node_id, {
        sourcesOf: (path) => this.#members.book.sourcesOf(path),
        isOffline: (id) => this.#members.book.stateOfNode(id) === 'offline',
      }),
      notAccepting,
      redeem: createTicketDesk({ redeem: (...asked) => this.#channel.redeem(...asked) }, log),
      overload,
      others: () => last_known.peers.map((peer) => ({ node_id: peer.node_id, ...peer.endpoints })),
      departs: () => this.#stop_departs ?? this.#mode.departs,
      onRelayChanged: (relay) => this.#deltas.relay(relay),
      log,
    })
    const { directory, resolver } = this.#media
    this.#done_webhooks = new DoneWebhooks({ ...asking, directory, policyOf: (path) => access.policyOf(path) })
    const relays = () => resolver.list()
    const disk = new DiskRoom(options.config.data_dir)
    const meter = new LoadMeter({ totals: () => directory.totals(), relaysIn: () => relays().length, disk })
    const report = new NodeReport({ node_id, endpoints: () => this.#endpoints(), host, directory, meter, relays })
    this.#deltas = new ReportDeltas({
      report,
      directory,
      relays,
      send: (message) => this.#channel.send(message),
      congested: () => this.#channel.congested,
    })
    this.#samples = new StreamSamples({
      directory,
      send: (message) => this.#channel.send(message),
      congested: () => this.#channel.congested,
      taken: () => this.#samples_taken,
    })
    const { kept_log: kept } = options
    const answers = kept === undefined ? null : new LogAnswers({ kept, send: (message) => this.#channel.send(message) })
    this.#log_answers = answers
    this.#channel = new ControlChannel({
      origin: config.origin ?? options.enrolled.origin,
      next_origin: options.enrolled.next_origin ?? null,
      credential,
      tls: new OriginTls(identity, trust),
      node_id,
      epoch,
      version: programVersion,
      form: installedForm(),
      report: () => {
        this.#deltas.reset()
        return report.full()
      },
      load: () => meter.measure(),
      modeRevision: () => this.#mode.revision,
      onWelcome: (welcome) => this.#welcomed(welcome),
      onLost: () => {
        this.#deltas.close()
        this.#access_told = false
        this.#samples_taken = false
        this.#samples.reset()
        this.#certificate.lost()
        this.#log_answers?.lost()
      },
      onAuthorities: (certificates) => this.#certificate.authorities(certificates),
      onCertificate: (issued) => void this.#certificate.issued(issued),
      onMediaCertificateWanted: () => void this.#requestMediaCertificate(),
      onMediaCertificate: (told) => void media_certificate.told(told),
      onPeers: (told) => last_known.setPeers(told),
      onPeersChanged: (told) => last_known.changePeers(told),
      ...(answers === null ? {} : { onLogsWanted: (wanted) => void answers.asked(wanted) }),
      onNextOrigin: (url) => this.#keepNextOrigin(url),
      onPinned: (streams) => this.#media.pinned.hold(streams),
      onDisconnectViewers: (path, reason) => this.#media.disconnectViewers(path, reason),
      onListViewers: ({ stream_path, limit }) => this.#media.viewers.list(stream_path, limit),
      onEndViewer: ({ stream_path, viewer_id, reason }) => this.#media.viewers.end(stream_path, viewer_id, reason),
      onPolicies: (told) => last_known.setPolicies(told),
      onAccess: (told) => {
        this.#access_told = true
        kept_access.set(told)
      },
      onLocated: (path, sources) => {
        const [best] = sources
        if (best !== undefined) last_known.rememberSource(path, best)
        resolver.moved(path, sources)
      },
      onCommand: (command) => this.#obey(command),
      onRefused: (failure) => {
        this.#first_words.resolve(failure)
        if (this.#state === 'running') options.onRefused(failure)
      },
      log,
    })
    this.#members = new Members({
      ...{ node_id, identity, overload, notAccepting, log },
      cluster_id: options.enrolled.cluster_id,
      key: config.cluster_api_key ?? null,
      key_digest: () => last_known.cluster_key_digest,
      seeds: config.seeds,
      peers: last_known,
      channel: {
        allocate: (...asked) => this.#channel.allocate(...asked),
        askCluster: (...asked) => this.#channel.askCluster(...asked),
      },
      interval_ms: () => last_known.heartbeat_interval_ms,
      thresholds: () => this.#thresholds,
      relays: () => this.#media.relays.relays(),
      pull: (request) => this.#media.relays.pull(request),
      has: (path) => directory.find(path) !== undefined,
      follow: (path) => resolver.follow(path),
      own: new OwnMember({
        ...{ node_id, epoch, directory, fingerprint: identity.fingerprint },
        name: () => this.#enrolled.name,
        endpoints: () => last_known.peers.find((peer) => peer.node_id === node_id)?.endpoints ?? this.#endpoints(),
        load: () => meter.last,
        measure: () => {
          // Nobody measures for the origin while it is away.
          if (!this.#channel.connected) meter.measure()
        },
        mode: () => this.#mode.mode,
      }),
    })
    this.#access_reports = new AccessReports({
      send: (message) => this.#channel.send(message),
      taken: () => this.#access_told,
    })
    this.#forwarding = new LogForwarding((message) => this.#channel.send(message))
    this.#unlisten = options.onTrouble?.((line) => this.#forwarding.add(line))
  }

  /**
   * Opens the ports and dials the origin. Resolves when the origin has welcomed the node, or is away.
   * @throws {NodeFailure} a port is taken, or the origin refuses the credential
   */
  static async start(options: EnrolledNodeOptions): Promise<EnrolledNode> {
    const { config, enrolled, log, signal } = options
    const [host, last_known, kept_access, media_certificate] = await Promise.all([
      readHostFacts(),
      LastKnown.open(config.data_dir, enrolled.node_id, log),
      KeptAccess.open(config.data_dir, enrolled.node_id, log),
      MediaCertificate.open({ data_dir: config.data_dir, fallback: options.identity, log }),
    ])
    const node = new EnrolledNode(options, last_known, kept_access, host, media_certificate)
    try {
      node.#ports = await node.#media.listen()
      node.#channel.start()
      node.#members.start()
      const failure = await firstWords(node.#first_words.promise, signal)
      if (failure !== null) throw failure
    } catch (error) {
      await node.stop(AbortSignal.abort())
      throw error
    }
    node.#state = 'running'
    return node
  }

  get ready(): NodeReady {
    const { url, connected } = this.#channel.status
    return { ...this.#about(), ...this.#addresses(), origin: url, connected }
  }

  status(): NodeStatus {
    const { status } = this.#channel
    return {
      ...this.#about(),
      ...this.#addresses(),
      state: this.#state,
      epoch: this.#options.epoch,
      started_at: this.#options.started_at,
      origin: { ...status, since: status.since.toISOString() },
      mode: this.#mode.mode,
      threads: this.#media.threads,
      streams: this.#media.directory.list().map((stream) => ({
        stream_path: stream.path,
        from: stream.origin.kind,
        subscribers: stream.viewers,
        relays_out: stream.relays,
        bitrate_kbps: Math.round(stream.facts().bitrate_kbps),
      })),
    }
  }

  /** The origin answers elsewhere now: kept on disk and dialled at once. */
  async useOrigin(origin: string): Promise<void> {
    await this.#keep({ origin })
    this.#channel.redial({ origin })
  }

  /**
   * Enrols again where it is told, as the node that it is, and is connected there from then on; nobody who watches or publishes notices.
   * With a new key this program has to be started again to use it.
   * @throws {NodeFailure} as enrolAgain does
   */
  async rejoin(to: Rejoining, signal: AbortSignal): Promise<void> {
    const { config, identity, log } = this.#options
    await this.#channel.changing(
      enrolAgain({ config, identity, log, enrolled: this.#enrolled }, to, signal).then(({ enrolled, certificate }) => {
        this.#enrolled = enrolled
        if (certificate !== null && !to.new_key) this.#trust.hold(certificate)
        this.#channel.redial({ origin: to.origin, credential: enrolled.credential })
      }),
    )
  }

  /** Ends everybody in their protocol's words and leaves the cluster's sight; an abort is at once. */
  async stop(signal?: AbortSignal): Promise<void> {
    const drains = this.#state === 'running' && this.#mode.departs !== null
    this.#state = 'stopping'
    this.#members.stop()
    if (drains && !signal?.aborted) await this.#drainOut(signal)
    await this.#media.stop(signal)
    await this.#done_webhooks.stop()
    this.#unlisten?.()
    this.#forwarding.stop()
    this.#access_reports.stop()
    await this.#channel.stop('the node stops')
    await this.#certificate.stop()
    await this.#media_certificate.stop()
    this.#deltas.stop()
    this.#samples.stop()
    this.#mode.stop()
    await this.#kept_access.flush()
    await this.#last_known.flush().catch((error: unknown) => {
      this.#options.log.warn({ event: 'last_known.not_written', err: error }, 'what the origin said could not be kept')
    })
  }

  /** Lets go of what a draining node still has, within the shorter of its deadline and {@link STOP_DRAIN_MS}. */
  async #drainOut(signal?: AbortSignal): Promise<void> {
    const deadline_ms = Math.min(
      this.#mode.departs?.deadline_ms ?? Number.POSITIVE_INFINITY,
      Date.now() + STOP_DRAIN_MS,
    )
    this.#stop_departs = { deadline_ms }
    this.#media.refreshAcceptance()
    await this.#media.emptied(Math.max(0, deadline_ms - Date.now()), signal)
  }

  #welcomed(welcome: Welcome): void {
    this.#thresholds = welcome.thresholds ?? defaultLoadThresholds
    this.#deltas.open()
    this.#samples_taken = welcome.stream_samples === true
    this.#last_known.setClusterKeyDigest(welcome.cluster_key_digest ?? null)
    this.#last_known.setHeartbeatInterval(welcome.heartbeat_interval_ms)
    this.#last_known.setRelayLimits(welcome.relays ?? defaultRelayLimits)
    this.#mode.setOriginClock(Date.parse(welcome.now) - Date.now())
    // The address at which the origin answered is the one to dial after the next restart.
    const kept = this.#keep({ origin: this.#channel.status.url, name: welcome.node_name })
    Promise.all([kept, this.#applyMode(welcome.mode)])
      .catch((error: unknown) => {
        const { log, config } = this.#options
        log.error(
          { event: 'node.not_written', err: error },
          `what the origin said cannot be kept in ${config.data_dir}`,
        )
      })
      .finally(() => this.#first_words.resolve(null))
  }

  /** A node that has its certificate in files, or signs none, needs no other. */
  async #requestMediaCertificate(): Promise<void> {
    const { config, log } = this.#options
    if (config.media.tls_certificate !== undefined) return
    try {
      const request_pem = await this.#media_certificate.request()
      this.#channel.send({ type: 'media_certificate_request', request_pem })
    } catch (error) {
      log.error(
        { event: 'media_certificate.not_asked', err: error },
        'no certificate for the media port could be asked for',
      )
    }
  }

  async #applyMode(mode: NodeMode): Promise<void> {
    await this.#mode.apply(mode)
    this.#media.refreshAcceptance()
  }

  /** Does what the origin told; each command is idempotent. */
  async #obey(command: NodeCommand): Promise<void> {
    switch (command.kind) {
      case 'set_mode':
        await this.#applyMode(command.mode)
        return
      case 'end_session':
        this.#media.endSession(command)
        return
      default:
        command satisfies never
    }
  }

  /** Where the origin will be outlives a restart of this node: it may be down while the origin moves. */
  #keepNextOrigin(next_origin: string | null): void {
    // One that came says nothing of it any more; a node that is started with the old address by its flags needs it still.
    const is_here = next_origin === null && this.#enrolled.next_origin === this.#channel.status.url
    if (is_here || next_origin === (this.#enrolled.next_origin ?? null)) return
    const where = next_origin ?? 'where it is'
    this.#options.log.info({ event: 'origin.next', next_origin }, `the origin will be at ${where}`)
    this.#keep({ next_origin }).catch((error: unknown) => {
      const { log, config } = this.#options
      log.error({ event: 'node.not_written', err: error }, `what the origin said cannot be kept in ${config.data_dir}`)
    })
  }

  async #keep(change: Partial<Pick<Enrolled, 'origin' | 'name' | 'next_origin'>>): Promise<void> {
    const next = { ...this.#enrolled, ...change }
    const { origin, name, next_origin } = this.#enrolled
    if (next.origin === origin && next.name === name && next.next_origin === next_origin) return
    this.#enrolled = next
    await saveEnrolled(this.#options.config.data_dir, next)
  }

  #about() {
    const { node_id, cluster_id, name } = this.#enrolled
    const { data_dir } = this.#options.config
    return { program: 'node' as const, version: programVersion, pid: process.pid, data_dir, node_id, cluster_id, name }
  }

  /** The host that the configuration names for others; null where that is left to the origin. */
  #knownHost(): string | null {
    const { advertise_address, media } = this.#options.config
    return advertise_address ?? (UNSPECIFIED.includes(media.listen_host) ? null : media.listen_host)
  }

  #endpoints() {
    return { address: this.#knownHost() ?? '0.0.0.0', ...this.#openPorts() }
  }

  #addresses() {
    const ports = this.#openPorts()
    const known = this.#knownHost() ?? '127.0.0.1'
    const host = isIPv6(known) ? `[${known}]` : known
    return { rtmp_url: `rtmp://${host}:${ports.rtmp_port}`, media_url: `http://${host}:${ports.media_port}`, ...ports }
  }

  #openPorts(): MediaPorts {
    if (this.#ports === null) throw new Error('the ports of this node are not open yet')
    return this.#ports
  }
}

/** Who publishes here, and from where. */
function publishersIn(streams: readonly LiveStream[]) {
  return streams.flatMap(({ path, origin }) => (origin.kind === 'publisher' ? [{ path, address: origin.address }] : []))
}

/** Waits for the origin's first words, but not long: null when it welcomed the node or is away. */
async function firstWords(words: Promise<NodeFailure | null>, signal: AbortSignal): Promise<NodeFailure | null> {
  const { promise, resolve, reject } = Promise.withResolvers<null>()
  const patience = setTimeout(() => resolve(null), ORIGIN_PATIENCE_MS)
  const abort = () => reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([words, promise])
  } finally {
    clearTimeout(patience)
    signal.removeEventListener('abort', abort)
  }
}
