import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'
import {
  type AccessReport,
  CONTROL_CHANNEL_MAX_FRAME_BYTES,
  CONTROL_CHANNEL_PROTOCOL,
  channelCloseCode,
  type NodeCommand,
  type NodeHello,
  type NodeMessage,
  type OriginMessage,
  type PinnedStream,
  type RelayLimits,
  type RelaySourceChoice,
  type ViewerEnded,
  type ViewersListed,
} from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { LoadThresholds, Node } from '#contract/node.ts'
import type { ToldPolicies } from '#contract/stream-policy.ts'
import type { ToldViewers } from '#contract/stream-viewers.ts'
import type { ToldAccess } from '#contract/told-access.ts'
import { Histogram } from '../metrics/histogram.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import { answerClusterRequest, type ChannelClusterApi } from './channel-cluster-api.ts'
import { proveChannel } from './channel-proof.ts'
import {
  bearerOf,
  isConfidential,
  refuseUpgrade,
  speaksControlProtocol,
  type UpgradeRefusal,
  upgradeRefusals,
} from './channel-upgrade.ts'
import type { Clock } from './clock.ts'
import { NodeLogs } from './logs/node-logs.ts'
import { type MediaCertificateSource, MediaCertificates, type MediaNode } from './media-certificates.ts'
import { reachableAddress } from './node-address.ts'
import { type NodeAuthority, NodeCertificates } from './node-certificates.ts'
import { NodeCommands } from './node-commands.ts'
import { NodeConnection } from './node-connection.ts'
import type { LivenessSettings } from './node-liveness.ts'
import { NodeQuestions } from './node-questions.ts'
import { foreignClaims, type NodeReports } from './node-reports.ts'
import type { Nodes } from './nodes.ts'
import { PeerLists } from './peer-lists.ts'
import { RefusedMessages } from './refused-messages.ts'
import { TwinPrograms } from './twin-programs.ts'

export interface ControlChannelOptions {
  readonly nodes: Nodes
  readonly reports: NodeReports
  readonly activity: ActivityLog
  readonly clock: Clock
  readonly log: Logger
  readonly settings: LivenessSettings
  /** Told to nodes: from what load on they send new viewers on. Absent: their defaults. */
  readonly thresholds?: LoadThresholds
  readonly origin_version: string
  /** Told to every node: how far relays may branch. */
  readonly relay_limits: RelayLimits
  /** Told to every node at its welcome. Absent: none. */
  readonly policies?: PoliciesToTell
  /** Who may publish and watch, told to every node at its welcome. Absent: nothing is told. */
  readonly access?: AccessToTell
  /** Where this origin will be, told to every node but the own. Absent: it stays. */
  readonly next_origin?: NextOriginToTell
  /** What other machines call this one; see {@link reachableAddress}. */
  readonly loopbackMeans: () => string | null
  /** Absent: nobody is answered there. */
  readonly cluster_api?: ChannelClusterApi
  /** Gives nodes their certificates. Absent: nodes are known by those that they signed themselves. */
  readonly authority?: NodeAuthority
  /** Gives nodes certificates for their media ports. Absent: they show what they signed themselves. */
  readonly media_certificates?: MediaCertificateSource
}

/** What operators say of streams, as every node is to know it. */
export interface PoliciesToTell {
  /** All but where the node is that is told. */
  readonly told: Omit<ToldPolicies, 'region'>
  onChanged(listener: () => void): () => void
}

/** Where the origin will be, as every node is to know it. */
export interface NextOriginToTell {
  readonly url: string | null
  onChanged(listener: () => void): void
}

/** Who may publish and watch, as every node is to know it. */
export interface AccessToTell {
  readonly told: ToldAccess
  /** A node says who it refused. */
  refused(node: { readonly id: NodeId; readonly name: string }, report: AccessReport): void
  onChanged(listener: () => void): () => void
}

/** The origin's end of the control channel (contract/control-channel.ts): one WebSocket of every node. */
export class ControlChannel {
  /** From when a heartbeat came off its socket until its acknowledgement was handed to it, in seconds. */
  readonly heartbeat_times = new Histogram()
  readonly #options: ControlChannelOptions
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: CONTROL_CHANNEL_MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: () => CONTROL_CHANNEL_PROTOCOL,
  })
  /** Of every node that said hello, the connection that counts. */
  readonly #current = new Map<NodeId, NodeConnection>()
  readonly #open = new Set<NodeConnection>()
  readonly #commands: NodeCommands
  readonly #refusals: RefusedMessages
  readonly #twins: TwinPrograms
  readonly #on_closed = new Map<NodeConnection, () => void>()
  readonly #peers: PeerLists
  readonly #certificates: NodeCertificates | null
  readonly #media_certificates: MediaCertificates | null
  readonly #viewer_lists: NodeQuestions<ViewersListed>
  readonly #viewer_endings: NodeQuestions<ViewerEnded>
  /** Logs of nodes, for who looks at them. */
  readonly logs: NodeLogs
  #stopping = false

  constructor(options: ControlChannelOptions) {
    this.#options = options
    const { nodes, clock, activity, log } = options
    const { registry } = nodes
    const nameOf = (id: NodeId) => nodes.find(id)?.name ?? id
    this.#refusals = new RefusedMessages({ activity, clock, log, nameOf })
    this.#twins = new TwinPrograms({ activity, clock, log, nameOf })
    this.#viewer_lists = new NodeQuestions(clock)
    this.#viewer_endings = new NodeQuestions(clock)
    const onModeApplied = (id: NodeId, revision: number) => nodes.modeApplied(id, revision)
    this.#commands = new NodeCommands({ activity, log, nameOf, onModeApplied })
    this.#peers = new PeerLists({
      clock,
      peers: () => nodes.peers(),
      peer: (id) => nodes.peer(id),
      regionOf: (id) => registry.record(id)?.stored.region ?? null,
      connected: () => this.#current.keys(),
      send: (id, message) => this.#current.get(id)?.send(message),
    })
    this.logs = new NodeLogs({
      clock,
      nameOf: (id) => nodes.glance(id)?.name,
      ask: (id, question) => {
        const connection = this.#current.get(id)
        if (connection === undefined) return 'away'
        if (!connection.tells_logs) return 'mute'
        connection.send(question)
        return 'asked'
      },
    })
    const { authority } = options
    this.#certificates =
      authority === undefined
        ? null
        : new NodeCertificates({
            ...{ authority, activity, log, nameOf },
            fingerprintOf: (id) => nodes.find(id)?.relay_fingerprint,
            now_ms: () => clock.now().monotonic_ms,
          })
    const { media_certificates: source } = options
    const send = (id: NodeId, message: OriginMessage) => this.#current.get(id)?.send(message)
    this.#media_certificates = source === undefined ? null : new MediaCertificates({ source, clock, log, send })
    authority?.onChanged(() => {
      for (const connection of this.#current.values()) this.#tellAuthorities(connection)
    })
    options.policies?.onChanged(() => {
      for (const [id, connection] of this.#current) this.#tellPolicies(id, connection)
    })
    options.access?.onChanged(() => {
      const { access } = options
      if (access === undefined) return
      const { told } = access
      for (const connection of this.#current.values()) connection.send({ type: 'access', ...told })
    })
    options.next_origin?.onChanged(() => {
      for (const [id, connection] of this.#current) this.#tellNextOrigin(id, connection)
    })
    registry.on('mode_changed', (id, mode) => this.command(id, { kind: 'set_mode', mode }))
    registry.on('peers_changed', (id) => {
      if (!this.#stopping) this.#peers.changed(id)
    })
    registry.on('cut_off', (id, why) => this.#cutOff(id, why))
  }

  /** Messages that were refused since the origin started, by why. */
  get refused(): Readonly<RefusedMessages['counts']> {
    return this.#refusals.counts
  }

  /** Nodes that are connected and have said hello. */
  get connected(): number {
    return this.#current.size
  }

  /** Takes over an upgrade of CONTROL_CHANNEL_PATH: proves the node, then speaks with it or answers why not. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const node_id = this.#prove(request)
    if (typeof node_id !== 'string') {
      refuseUpgrade(socket, node_id)
      return
    }
    this.#server.handleUpgrade(request, socket, head, (web_socket) => {
      const { clock, log, settings } = this.#options
      const connection = new NodeConnection(
        {
          socket: web_socket,
          node_id,
          remote_address: request.socket.remoteAddress,
          confidential: isConfidential(request),
          clock,
          log,
          silence_limit_ms: settings.offline_after_missed * settings.heartbeat_interval_ms,
        },
        {
          onHello: (of, hello) => this.#hello(of, hello),
          onMessage: (of, message) => this.#message(of, message),
          onMalformed: (of, problem) => this.#refusals.malformed(of.node_id, of.remote_address, problem),
          onClosed: (of) => this.#closed(of),
        },
      )
      this.#open.add(connection)
    })
  }

  /** Tells a node what to do, now or when it is back; kept until the node answers. */
  command(node_id: NodeId, command: NodeCommand): void {
    // A foreign member has no control channel; it is left to what allocation does.
    if (this.#options.nodes.find(node_id)?.kind === 'foreign') return
    const outstanding = this.#commands.add(node_id, command)
    if (outstanding !== null) this.#current.get(node_id)?.send({ type: 'command', ...outstanding })
  }

  /** Says to a node, unasked, where a stream can be pulled from now, best first; a node that is away asks when it is back. */
  tellSource(node_id: NodeId, stream_path: StreamPath, sources: readonly RelaySourceChoice[]): void {
    const [source = null, ...others] = sources
    for (const { peer } of sources) this.#peers.introduce(peer.node_id, node_id)
    const alternatives = others.length === 0 ? {} : { alternatives: others }
    const told = { type: 'located' as const, id: randomUUID(), stream_path, source, ...alternatives, reason: null }
    this.#current.get(node_id)?.send(told)
  }

  /** Has a node dial again and say anew where it is: what it is called has changed. What it carries goes on. */
  redial(node_id: NodeId): void {
    this.#current.get(node_id)?.close(1012, 'the origin is called otherwise now: dial again')
  }

  /** Closes every connection with 4503 and takes no more; resolves when all are closed. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#peers.stop()
    const closed = [...this.#open].map(
      (connection) =>
        new Promise<void>((resolve) => {
          this.#on_closed.set(connection, resolve)
          connection.close(channelCloseCode.originStopping, 'the origin is stopping')
        }),
    )
    await Promise.all(closed)
  }

  /** Says to a node which streams it is to hold ready; a node that is away is told when it is back. */
  pin(node_id: NodeId, streams: readonly PinnedStream[]): void {
    this.#current.get(node_id)?.send({ type: 'pinned_streams', streams: [...streams] })
  }

  /** Tells a node to let the viewers of a stream go, now or never. @returns whether it is connected */
  disconnectViewers(node_id: NodeId, stream_path: StreamPath, reason: string): boolean {
    const connection = this.#current.get(node_id)
    connection?.send({ type: 'disconnect_viewers', stream_path, reason })
    return connection !== undefined
  }

  /** Asks a node who watches a stream there. @throws {NodesError} node_away, node_silent */
  async listViewers(node: Pick<Node, 'id' | 'name'>, stream_path: StreamPath, limit: number): Promise<ToldViewers> {
    const {
      type: _,
      id: __,
      ...told
    } = await this.#viewer_lists.ask(node, (id) => this.#ask(node.id, { type: 'list_viewers', id, stream_path, limit }))
    return told
  }

  /**
   * Has a node let one viewer go. @param reason null: it stays, and the answer says where it is
   * @returns null: there is no such viewer there @throws {NodesError} node_away, node_silent
   */
  async endViewer(
    node: Pick<Node, 'id' | 'name'>,
    stream_path: StreamPath,
    viewer_id: string,
    reason: string | null,
  ): Promise<ViewerEnded['viewer']> {
    const { viewer } = await this.#viewer_endings.ask(node, (id) =>
      this.#ask(node.id, { type: 'end_viewer', id, stream_path, viewer_id, reason }),
    )
    return viewer
  }

  #ask(node_id: NodeId, question: OriginMessage): boolean {
    const connection = this.#current.get(node_id)
    connection?.send(question)
    return connection !== undefined
  }

  /** The node beside this origin stays with it. */
  #tellNextOrigin(node_id: NodeId, connection: NodeConnection): void {
    const { next_origin, nodes } = this.#options
    if (next_origin === undefined || nodes.glance(node_id)?.is_origin === true) return
    connection.send({ type: 'next_origin', url: next_origin.url })
  }

  #tellPolicies(node_id: NodeId, connection: NodeConnection): void {
    const { policies, nodes } = this.#options
    if (policies === undefined) return
    connection.send({ type: 'stream_policies', ...policies.told, region: nodes.glance(node_id)?.region ?? null })
  }

  #tellAuthorities(connection: NodeConnection): void {
    const { authority } = this.#options
    if (authority !== undefined) connection.send({ type: 'authorities', certificates: [...authority.certificates] })
  }

  #prove(request: IncomingMessage): NodeId | UpgradeRefusal {
    if (this.#stopping) return upgradeRefusals.stopping
    const credential = bearerOf(request)
    const proven = credential === null ? 'unknown' : this.#options.nodes.authenticate(credential)
    if (proven === 'unknown') return upgradeRefusals.unauthorized
    if (proven === 'gone') return upgradeRefusals.gone
    if (!speaksControlProtocol(request)) return upgradeRefusals.protocol
    return this.#hasKey(request, proven) ? proven : upgradeRefusals.unproven
  }

  /** Whether whoever shows a node's credential has its key too, as far as that can be asked for. */
  #hasKey(request: IncomingMessage, id: NodeId): boolean {
    const { authority, nodes } = this.#options
    const fingerprint = nodes.find(id)?.relay_fingerprint
    if (authority === undefined || fingerprint === undefined) return true
    const proof = proveChannel(request, { id, fingerprint }, authority)
    if (!proof.ok) this.#refusals.unproven(id, request.socket.remoteAddress, proof.message)
    else if (proof.shown) authority.noteShown(id)
    return proof.ok
  }

  #hello(connection: NodeConnection, hello: NodeHello): boolean {
    const { nodes, clock, origin_version, settings, thresholds, relay_limits, loopbackMeans, log, reports } =
      this.#options
    const { node_id } = connection
    const foreign = hello.node_id === node_id ? foreignClaims(node_id, hello.report) : [`hello of ${hello.node_id}`]
    if (foreign.length > 0) {
      this.#refusals.foreign(node_id, foreign)
      connection.close(channelCloseCode.protocolError, `this node may not speak for others: ${foreign[0]}`)
      return false
    }
    const { address, ...ports } = hello.report.endpoints
    const endpoints = { ...ports, address: reachableAddress(address, connection.remote_address, loopbackMeans()) }
    const before = this.#current.get(node_id)
    if (before !== undefined && isTwin(before, connection)) {
      this.#twins.seen(node_id, before, connection)
      connection.close(channelCloseCode.superseded, 'another program of this node is connected')
      return false
    }
    if (!nodes.attach(node_id, hello, endpoints)) {
      connection.close(channelCloseCode.superseded, 'a newer program of this node is connected')
      return false
    }
    this.#current.set(node_id, connection)
    // The same program that dialled again: its older socket is dead and nobody reads a farewell on it.
    if (before?.epoch === hello.epoch) before.terminate()
    else if (before !== undefined) {
      this.#twins.seen(node_id, connection, before)
      before.close(channelCloseCode.superseded, 'a newer program of this node took over')
    }
    const node = nodes.find(node_id)
    if (node === undefined) return false
    log.info(
      { event: 'channel.opened', node_id, node_name: node.name, epoch: hello.epoch, address: endpoints.address },
      `node ${node.name} is connected`,
    )
    connection.send({
      type: 'welcome',
      origin_version,
      cluster_id: node.cluster_id,
      node_name: node.name,
      heartbeat_interval_ms: settings.heartbeat_interval_ms,
      mode: node.mode,
      now: clock.now().at,
      ...(thresholds === undefined ? {} : { thresholds }),
      relays: relay_limits,
      cluster_key_digest: this.#options.cluster_api?.key_digest ?? null,
      stream_samples: true,
    })
    this.#tellPolicies(node_id, connection)
    const { access } = this.#options
    if (access !== undefined) connection.send({ type: 'access', ...access.told })
    this.#tellNextOrigin(node_id, connection)
    this.#tellAuthorities(connection)
    this.#peers.welcome(node_id)
    this.#giveMediaCertificate(connection, { ...node, address: endpoints.address })
    reports.replaced(node_id, hello.report)
    if (hello.mode_revision < node.mode.revision) this.#commands.add(node_id, { kind: 'set_mode', mode: node.mode })
    for (const outstanding of this.#commands.list(node_id)) connection.send({ type: 'command', ...outstanding })
    return true
  }

  #giveMediaCertificate(
    { node_id, remote_address, confidential }: NodeConnection,
    { name, is_origin, address }: Pick<MediaNode, 'name' | 'is_origin' | 'address'>,
  ): void {
    this.#media_certificates?.connected({ node_id, name, is_origin, address, remote_address }, confidential)
  }

  #message(connection: NodeConnection, message: Exclude<NodeMessage, { type: 'hello' }>): void {
    const { nodes, reports, log } = this.#options
    const { node_id, epoch } = connection
    // A connection that another one took over says nothing any more; its close is on its way.
    if (this.#current.get(node_id) !== connection || epoch === null) return
    switch (message.type) {
      case 'heartbeat':
        if (message.seq <= connection.last_seq) {
          this.#refusals.replayed()
          return
        }
        connection.last_seq = message.seq
        nodes.beat(node_id, epoch, message)
        reports.renewed(node_id)
        connection.send({ type: 'heartbeat_ack', seq: message.seq })
        this.heartbeat_times.since(connection.received_ms)
        return
      case 'session':
        if (this.#refusals.isOwn(node_id, { sessions: [message.session] })) reports.session(node_id, message.session)
        return
      case 'participation':
        if (this.#refusals.isOwn(node_id, { participations: [message.participation] })) {
          reports.participation(node_id, message.participation)
        }
        return
      case 'relay':
        if (this.#refusals.isOwn(node_id, { relays: [message.relay] })) reports.relay(node_id, message.relay)
        return
      case 'stream_samples':
        reports.samples(node_id, message.streams)
        return
      case 'locate': {
        const { id, stream_path } = message
        const located = reports.locate(node_id, message)
        // Before the answer, so that the source knows who is about to dial it.
        const { source, alternatives = [] } = located
        for (const { peer } of source === null ? [] : [source, ...alternatives])
          this.#peers.introduce(peer.node_id, node_id)
        connection.send({ type: 'located', id, stream_path, ...located })
        return
      }
      case 'allocate':
        connection.send({ type: 'allocated', id: message.id, ...reports.allocate(message) })
        return
      case 'admit':
        connection.send({ type: 'admitted', id: message.id, ...reports.admit(node_id, message) })
        return
      case 'access_report':
        this.#options.access?.refused({ id: node_id, name: nodes.find(node_id)?.name ?? node_id }, message)
        return
      case 'cluster_request':
        void answerClusterRequest(this.#options.cluster_api, message).then((answer) =>
          connection.send({ type: 'cluster_answered', id: message.id, ...answer }),
        )
        return
      case 'redeem':
        connection.send({ type: 'redeemed', id: message.id, refused: reports.redeem(node_id, message) })
        return
      case 'known_peers':
        this.#peers.knows(node_id, message.node_ids)
        return
      case 'log':
        for (const line of message.lines) {
          const { level, event, message: text, at, stream_path } = line
          log[level]({ event: `node_log.${event}`, node_id, at, stream_path }, text)
        }
        return
      case 'logs':
        this.logs.told(node_id, message)
        return
      case 'certificate_request':
        void this.#certificates?.answer(node_id, message).then((issued) => connection.send(issued))
        return
      case 'media_certificate_request':
        void this.#media_certificates?.requested(node_id, message.request_pem)
        return
      case 'certificate_held':
        this.#options.authority?.confirmHeld(node_id)
        return
      case 'viewers':
        this.#viewer_lists.answered(node_id, message)
        return
      case 'viewer_ended':
        this.#viewer_endings.answered(node_id, message)
        return
      case 'command_ack':
        this.#commands.answered(node_id, message)
        return
      case 'leave':
        this.#current.delete(node_id)
        nodes.left(node_id, epoch)
        connection.close(1000, 'goodbye')
        return
      default:
        message satisfies never
    }
  }

  #closed(connection: NodeConnection): void {
    const { node_id, epoch } = connection
    this.#open.delete(connection)
    this.#on_closed.get(connection)?.()
    this.#on_closed.delete(connection)
    if (this.#current.get(node_id) !== connection) return
    this.#current.delete(node_id)
    this.#viewer_lists.gone(node_id)
    this.#viewer_endings.gone(node_id)
    this.#media_certificates?.gone(node_id)
    this.logs.lost(node_id)
    // While the origin itself stops, that its nodes are gone says nothing about them.
    if (epoch !== null && !this.#stopping) this.#options.nodes.dropped(node_id, epoch)
  }

  #cutOff(node_id: NodeId, why: 'evicted' | 'retired' | 'enrolled_anew' | 'silent'): void {
    if (why !== 'silent') {
      this.#commands.forget(node_id)
      this.#refusals.forget(node_id)
      this.#twins.forget(node_id)
      this.#certificates?.forget(node_id)
    }
    for (const connection of [...this.#open].filter((open) => open.node_id === node_id)) {
      if (this.#current.get(node_id) === connection) this.#current.delete(node_id)
      if (why === 'evicted') connection.close(channelCloseCode.gone, 'this node was evicted')
      else if (why === 'retired')
        connection.close(channelCloseCode.gone, 'this node was drained and has left the cluster')
      else if (why === 'enrolled_anew') connection.close(channelCloseCode.unauthorized, 'this node has enrolled anew')
      else connection.terminate()
    }
  }
}

/** Two starts that count the same: a copy of the node's disk runs elsewhere, and the one that is connected stays. */
function isTwin(before: NodeConnection, after: NodeConnection): boolean {
  return before.epoch === after.epoch && before.run_id !== null && before.run_id !== after.run_id
}
