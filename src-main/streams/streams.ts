import type { Logger } from 'pino'
import type { DrainPreview, DrainProgress } from '#contract/api.ts'
import type {
  AdmitRequest,
  Admitted,
  Allocated,
  AllocateRequest,
  FullReport,
  LocateRequest,
  NodeCommand,
  Peer,
  PinnedStream,
  Redeemed,
  RedeemRequest,
  RelayLimits,
  RelaySourceChoice,
} from '#contract/control-channel.ts'
import type { NodeId, SessionId, StreamPath } from '#contract/ids.ts'
import { type Page, pageOf, type StreamsQuery } from '#contract/listing.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { Node } from '#contract/node.ts'
import type { Participation, Relay, Stream, StreamSession } from '#contract/stream.ts'
import { namedPolicy, regionRefusal } from '#contract/stream-policy.ts'
import type { StreamHistory, ToldSamples } from '#contract/stream-samples.ts'
import type { LiveState } from '../live-state/live-state.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import { ForeignEndings } from './foreign-endings.ts'
import type { LocateAnswer } from './locate.ts'
import { carriedBy, movesFrom } from './node-work.ts'
import { Placement } from './placement.ts'
import { PolicyLimits } from './policy-limits.ts'
import { Prewarming } from './prewarming.ts'
import { RelayGuide } from './relay-guide.ts'
import { defaultRouting, type RoutingSettings } from './routing-settings.ts'
import { SampleHistories } from './sample-histories.ts'
import { sessionActivity } from './session-activity.ts'
import { type SessionLoss, Sessions } from './sessions.ts'
import { StreamAnnouncements } from './stream-announcements.ts'
import { StreamFacts } from './stream-facts.ts'
import type { StreamPolicies } from './stream-policies.ts'
import { StreamViewers, type ViewerQuestions } from './stream-viewers.ts'
import { StreamsError } from './streams-error.ts'

/** What streams asks of the nodes feature. */
export interface StreamNodes {
  /** Every member, as it was when it was last heard of: good enough to choose between them, and cheap for ten thousand. */
  placeable(): readonly Node[]
  find(id: NodeId): Node | undefined
  /** One of {@link placeable}. */
  glance(id: NodeId): Node | undefined
  peer(id: NodeId): Peer | null
}

/** Time and timers, as the nodes feature's clock has them. */
export interface StreamsClock {
  now(): { readonly monotonic_ms: number; readonly at: string }
  after(delay_ms: number, callback: () => void): Disposable
}

export interface StreamsOptions {
  readonly live: LiveState
  readonly activity: ActivityLog
  readonly events: {
    publish(event: Extract<LiveEvent, { type: 'stream' | 'stream_removed' | 'stream_samples' }>): void
  }
  readonly nodes: StreamNodes
  /** Tells a node what to do; kept until it answers. */
  readonly command: (node_id: NodeId, command: NodeCommand) => void
  readonly clock: StreamsClock
  readonly log: Logger
  /** Says to a node, unasked, where a stream can be pulled from now, best first. */
  readonly tellSource: (node_id: NodeId, path: StreamPath, sources: readonly RelaySourceChoice[]) => void
  /** A node says of one of its publications how it is. Absent: nobody listens. */
  readonly onSession?: (session: StreamSession) => void
  /** Says to a node which streams it holds whether anybody watches or not. Absent: none are. */
  readonly pin?: (node_id: NodeId, streams: readonly PinnedStream[]) => void
  /** Tells a node to let the viewers of a stream go; false: it is not connected. Absent: none is. */
  readonly disconnect?: (node_id: NodeId, path: StreamPath, reason: string) => boolean
  /** Asks nodes about their viewers. Absent: none can be asked. */
  readonly viewer_questions?: ViewerQuestions
  readonly relay_limits: RelayLimits
  /** How long a publisher is waited for, in ms; see `publisher_grace`. */
  readonly publisher_grace_ms: number
  /** What operators say of streams. Absent: nothing. */
  readonly policies?: Pick<StreamPolicies, 'of' | 'onChanged' | 'prewarms'>
  /** How clients are placed; default: routing-settings.ts. */
  readonly routing?: RoutingSettings
  /** How long what a node said holds without a heartbeat, in ms; longer than until it counts as offline. */
  readonly ttl_ms: number
}

/** Time between two looks for what has run out, in ms. */
const SWEEP_INTERVAL_MS = 5_000

/**
 * The streams of the installation: who publishes, who serves, over which relays. What nodes
 * say comes in by the methods of nodes/node-reports.ts, each time about the node itself only.
 */
export class Streams {
  /** Where to play and publish. */
  readonly placement: Placement
  /** Who watches, one by one. */
  readonly viewers: StreamViewers
  readonly #options: StreamsOptions
  readonly #facts: StreamFacts
  readonly #sessions: Sessions
  readonly #guide: RelayGuide
  readonly #foreign_endings: ForeignEndings
  readonly #limits: PolicyLimits
  readonly #prewarming: Prewarming
  readonly #policies: Pick<StreamPolicies, 'of'>
  readonly #unlisten: (() => void) | undefined
  readonly #announced: StreamAnnouncements
  readonly #samples: SampleHistories
  #sweep_timer: Disposable

  /** Starts with what the live state still holds of nodes that are members. */
  constructor(options: StreamsOptions) {
    this.#options = options
    this.#facts = new StreamFacts(options.live, options.ttl_ms, {
      said: (relay) => this.#guide.said(relay),
      gone: (path, id) => this.#guide.gone(path, id),
    })
    this.#announced = new StreamAnnouncements({
      ...options,
      find: (path) => this.find(path),
      onTold: (changed) => this.#prewarming.look(changed),
    })
    this.#samples = new SampleHistories(options)
    const { policies = { of: () => null, prewarms: false } } = options
    this.#policies = policies
    this.#unlisten = options.policies?.onChanged(() => this.#policiesChanged())
    this.#limits = new PolicyLimits({
      ...{ of: (path) => policies.of(path), clock: options.clock },
      holders: (path) => this.#facts.holders(path),
      viewers: (path) => this.#viewers(path),
    })
    this.#guide = new RelayGuide({
      ...options,
      limits: options.relay_limits,
      policies,
      policy_limits: this.#limits,
      sessionOf: (path) => this.#sessions.of(path),
      sessionsOf: (path) => this.#facts.sessions.ofPath(path),
      relaysOf: (path) => this.#facts.relays.ofPath(path),
      pulledFrom: (node_id) => this.#facts.pulledFrom(node_id),
    })
    this.#foreign_endings = new ForeignEndings({
      ...options,
      isPublished: (path) => this.#sessions.of(path) !== undefined,
      relaysOf: (path) => this.#facts.relays.ofPath(path),
    })
    for (const node_id of this.#facts.nodes()) {
      if (options.nodes.find(node_id) === undefined) this.#facts.forget(node_id)
    }
    this.#sessions = new Sessions({
      ...options,
      facts: this.#facts.sessions,
      onChanged: (path) => this.#announced.changed(path),
      onInterrupted: (path) => this.#announced.show(path),
      onWinner: (session) => this.#guide.sessionMoved(session),
      onOver: (session, reason) => this.#foreign_endings.ended(session, reason),
      policies,
    })
    this.placement = new Placement({
      ...options,
      ...{ policies, limits: this.#limits },
      holders: (path) => this.#facts.holders(path),
      sessionOf: (path) => this.#sessions.of(path),
      known: (path) => this.#known(path),
    })
    this.viewers = new StreamViewers({
      ...options,
      known: (path) => this.#known(path),
      questions: options.viewer_questions,
    })
    this.#prewarming = new Prewarming({
      ...{ policies, clock: options.clock, tell: options.pin ?? (() => undefined) },
      paths: () => this.#facts.sessions.paths(),
      sessionOf: (path) => this.#sessions.of(path),
      holders: (path) => this.#facts.holders(path),
      find: (id) => options.nodes.find(id),
      best: (...asked) => this.placement.best(...asked),
    })
    for (const path of this.#facts.sessions.paths()) this.#announced.changed(path)
    this.#sweep_timer = options.clock.after(SWEEP_INTERVAL_MS, () => this.#sweep())
  }

  /** Every stream with a publisher, in the order of their paths. */
  list(): readonly Stream[] {
    return this.page({}).items
  }

  /** As {@link list} in no order, without what only a page about one stream needs: for who looks at all of them every few seconds. */
  glances(): readonly Pick<Stream, 'stream_path' | 'session' | 'subscribers'>[] {
    const { sessions, participations } = this.#facts
    return sessions.paths().flatMap((stream_path) => {
      const session = this.#sessions.of(stream_path)
      if (session === undefined) return []
      return {
        ...{ stream_path, session },
        get subscribers() {
          return viewersOf(participations.ofPath(stream_path))
        },
      }
    })
  }

  counts(): ReturnType<StreamFacts['counts']> {
    return this.#facts.counts()
  }

  /** Of {@link list} what a question is about, a page at a time. */
  page({ node_id, app, ...page }: StreamsQuery): Page<Stream> {
    const paths = node_id === undefined ? this.#facts.sessions.paths() : this.#facts.pathsOf(node_id)
    const asked = paths
      .filter((path) => (app === undefined || path.startsWith(`${app}/`)) && this.#sessions.of(path) !== undefined)
      .sort()
    const { items, next } = pageOf(asked, page, (path) => path)
    return { items: items.map((path) => this.find(path)).filter((stream) => stream !== undefined), next }
  }

  find(path: StreamPath): Stream | undefined {
    const session = this.#sessions.of(path)
    if (session === undefined) return undefined
    const participations = this.#facts.participations.ofPath(path)
    const policy = this.#policies.of(path)
    return {
      ...{ stream_path: path, session, participations, relays: this.#facts.relays.ofPath(path) },
      policy: policy === null ? null : namedPolicy(policy),
      subscribers: viewersOf(participations),
    }
  }

  /**
   * How the publication arrived over the last minutes. Whoever reads it hears new measures as live events for a while.
   * @throws {StreamsError} stream_not_found
   */
  history(path: StreamPath): StreamHistory {
    const { session } = this.#known(path)
    return this.#samples.read(path, session.id)
  }

  /** Tells the publisher's node to end this publication. @throws {StreamsError} stream_not_found */
  end(path: StreamPath, reason: string, actor: string): Stream {
    const stream = this.#known(path)
    const { session } = stream
    const { nodes, command, activity } = this.#options
    command(session.publish_node_id, { kind: 'end_session', session_id: session.id, reason })
    const node = nodes.find(session.publish_node_id)
    activity.record(sessionActivity('end_requested', session, node, { actor, reason }))
    return stream
  }

  /**
   * Tells nodes to let the viewers of a stream go; they may come again.
   * @param node_id null: every node that has viewers of it
   * @returns the nodes that were told, and how many watched there
   * @throws {StreamsError} stream_not_found, no_viewers_there
   */
  disconnectViewers(path: StreamPath, node_id: NodeId | null, reason: string, actor: string): readonly Participation[] {
    const { participations, session } = this.#known(path)
    const { nodes, activity, disconnect } = this.#options
    const meant = participations.filter((one) => one.subscribers > 0 && (node_id === null || one.node_id === node_id))
    const told = meant.filter((one) => disconnect?.(one.node_id, path, reason) === true)
    if (told.length === 0) {
      const where =
        node_id === null ? 'on any node that can be told' : `on node ${nodes.find(node_id)?.name ?? node_id}`
      throw new StreamsError('no_viewers_there', `nobody watches ${path} ${where} now`, {
        hint: 'GET /api/v1/streams names the nodes with viewers; one that is out of reach is told nothing.',
      })
    }
    const count = told.reduce((sum, { subscribers }) => sum + subscribers, 0)
    const names = told.map((one) => nodes.find(one.node_id)?.name ?? one.node_id).join(', ')
    activity.record({
      type: 'stream.viewers_disconnected',
      severity: 'warning',
      actor,
      node_id,
      stream_path: path,
      message: `${count} viewers of ${path} on ${names} were let go: ${reason}.`,
      data: { session_id: session.id, node_ids: told.map((one) => one.node_id), subscribers: count, reason },
    })
    return told
  }

  /** What a node carries, by stream. */
  carriedBy(node_id: NodeId): DrainProgress['holding'] {
    return carriedBy(node_id, this.#facts)
  }

  /** Who watches what on a node, and what one of them takes, in Mbit/s. */
  viewersOn(node_id: NodeId): { stream_path: StreamPath; viewers: number; mbps: number }[] {
    return this.#facts.participations.ofNode(node_id).map(({ stream_path, subscribers: viewers }) => {
      const kbps = this.#sessions.of(stream_path)?.bitrate_kbps ?? 0
      return { stream_path, viewers, mbps: kbps / 1_000 }
    })
  }

  /** Where the viewers of a node would go if it took none any more. */
  movesFrom(node_id: NodeId): Pick<DrainPreview, 'moves' | 'without_place'> {
    const { nodes, routing = defaultRouting } = this.#options
    const sessionOf = (path: StreamPath) => this.#sessions.of(path)
    return movesFrom(node_id, { facts: this.#facts, nodes: nodes.placeable(), sessionOf, routing })
  }

  /** Ends everything a node still carries: its own publications, and what it relays and plays of others. */
  endOnNode(node_id: NodeId, reason: string): void {
    const { sessions, relays, participations } = this.#facts
    const carried = new Set<SessionId>([
      ...sessions.ofNode(node_id).map(({ id }) => id),
      ...relays.ofNode(node_id).map(({ session_id }) => session_id),
      ...participations.ofNode(node_id).flatMap(({ stream_path }) => this.#sessions.of(stream_path)?.id ?? []),
    ])
    for (const session_id of carried) {
      this.#options.command(node_id, { kind: 'end_session', session_id, reason, node_draining: true })
    }
  }

  /** The node is gone: what it carried counts no more. A suspect node is not gone; nothing happens to its media. */
  mediaLost(node_id: NodeId, loss: SessionLoss): void {
    this.#guide.leadAway(node_id)
    this.#sessions.lost(node_id, loss)
    for (const path of this.#facts.forget(node_id)) this.#announced.changed(path)
  }

  /** Ends the publications that came in by this stream key. @returns how many nodes were told so, of as many publications */
  endPublicationsBy(key_id: string, reason: string): number {
    const by = this.#facts.sessions
      .nodes()
      .flatMap((node_id) => this.#facts.sessions.ofNode(node_id))
      .filter((session) => session.key_id === key_id)
    for (const { publish_node_id, id: session_id } of by) {
      this.#options.command(publish_node_id, { kind: 'end_session', session_id, reason })
    }
    return by.length
  }

  replaced(node_id: NodeId, report: Pick<FullReport, 'sessions' | 'participations' | 'relays'>): void {
    for (const path of this.#facts.replaceServing(node_id, report)) this.#announced.changed(path)
    this.#sessions.replaced(node_id, report.sessions)
    for (const session of report.sessions) this.#options.onSession?.(session)
    const pinned = this.#prewarming.of(node_id)
    if (pinned.length > 0) this.#options.pin?.(node_id, pinned)
  }

  session(node_id: NodeId, session: StreamSession): void {
    this.#sessions.said(node_id, session, false)
    this.#options.onSession?.(session)
  }

  participation(node_id: NodeId, participation: Participation): void {
    this.#facts.sayParticipation(node_id, participation)
    this.#limits.reported(node_id, participation.stream_path)
    this.#announced.changed(participation.stream_path)
  }

  relay(node_id: NodeId, relay: Relay): void {
    if (!this.#facts.sayRelay(node_id, relay)) return
    this.#announced.changed(relay.stream_path)
  }

  samples(node_id: NodeId, streams: readonly ToldSamples[]): void {
    for (const told of streams) {
      const session = this.#facts.sessions.get(told.session_id)
      if (session?.publish_node_id === node_id) this.#samples.say(session.stream_path, told)
    }
  }

  /** A heartbeat: what the node said still holds. A session that lost its place while its node was away is ended now. */
  renewed(node_id: NodeId): void {
    this.#facts.renew(node_id)
    this.placement.reported(node_id)
    for (const { stream_path } of this.#facts.sessions.ofNode(node_id)) this.#sessions.settle(stream_path)
  }

  allocate(request: AllocateRequest): Omit<Allocated, 'type' | 'id'> {
    return this.placement.answerNode(request)
  }

  redeem(node_id: NodeId, request: RedeemRequest): Redeemed['refused'] {
    return this.placement.redeem(node_id, request)
  }

  admit(node_id: NodeId, request: AdmitRequest): Omit<Admitted, 'type' | 'id'> {
    return this.placement.admit(node_id, request)
  }

  locate(node_id: NodeId, asked: Pick<LocateRequest, 'stream_path' | 'exclude_node_ids'>): LocateAnswer {
    return this.#guide.locate(node_id, asked)
  }

  /** Something about a node changed: what others pull from it may have to come from elsewhere. */
  nodeChanged(node: Node): void {
    this.#guide.nodeChanged(node)
  }

  /** Stops the timers; what is held stays in the live state. */
  stop(): void {
    this.#unlisten?.()
    this.#announced.stop()
    this.#sweep_timer[Symbol.dispose]()
    this.#foreign_endings.stop()
  }

  #viewers(path: StreamPath): number {
    return viewersOf(this.#facts.participations.ofPath(path))
  }

  /** Who is the stream may be another question now; and what is pulled where it may not be any more is ended there. */
  #policiesChanged(): void {
    const { nodes, command } = this.#options
    for (const path of this.#facts.sessions.paths()) {
      this.#announced.changed(path)
      this.#sessions.settle(path)
      const policy = this.#policies.of(path)
      for (const { dest_node_id, session_id } of this.#facts.relays.ofPath(path)) {
        const refusal = regionRefusal(policy, 'play', nodes.find(dest_node_id)?.region ?? null)
        if (refusal === null) continue
        command(dest_node_id, {
          kind: 'end_session',
          session_id,
          reason: `${path} is ended here: ${refusal}.`.slice(0, 256),
        })
      }
    }
  }

  #known(path: StreamPath): Stream {
    const stream = this.find(path)
    if (stream !== undefined) return stream
    const live = this.list().map(({ stream_path }) => stream_path)
    throw new StreamsError('stream_not_found', `nobody publishes ${path} at the moment`, {
      hint:
        live.length === 0
          ? 'No stream is live. Publish one first, for example with OBS or ffmpeg to the RTMP address of a node.'
          : `Live now: ${live.slice(0, 10).join(', ')}${live.length > 10 ? ', ...' : ''}.`,
      details: { live: live.slice(0, 10) },
    })
  }

  #sweep(): void {
    this.#guide.sweep()
    this.#samples.sweep((session_id) => this.#facts.sessions.get(session_id) !== undefined)
    this.#prewarming.lookAtAll()
    for (const path of this.#facts.sweep()) {
      this.#sessions.settle(path)
      this.#announced.changed(path)
    }
    this.#sweep_timer = this.#options.clock.after(SWEEP_INTERVAL_MS, () => this.#sweep())
  }
}

function viewersOf(participations: readonly Participation[]): number {
  return participations.reduce((sum, { subscribers }) => sum + subscribers, 0)
}
