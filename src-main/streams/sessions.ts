import type { Logger } from 'pino'
import type { NodeCommand } from '#contract/control-channel.ts'
import type { NodeId, SessionId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { StreamSession } from '#contract/stream.ts'
import type { StreamPolicy } from '#contract/stream-policy.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { NodeFacts } from './node-facts.ts'
import { Ousted } from './ousted.ts'
import { sessionActivity } from './session-activity.ts'
import { type Contender, settle } from './session-conflict.ts'

export interface SessionsOptions {
  readonly facts: NodeFacts<StreamSession>
  readonly activity: ActivityLog
  readonly log: Logger
  readonly nodes: { find(id: NodeId): Node | undefined }
  /** Tells a node what to do; kept until it answers. */
  readonly command: (node_id: NodeId, command: NodeCommand) => void
  /** Something about this stream's sessions changed. */
  readonly onChanged: (path: StreamPath) => void
  /** What operators say of streams. */
  readonly policies: { of(path: StreamPath): StreamPolicy | null }
  readonly clock: { now(): { readonly monotonic_ms: number } }
  /** Another session than before is the stream. */
  readonly onWinner: (session: StreamSession) => void
  /** The session that was the stream has ended, and no other is it now. */
  readonly onOver: (session: StreamSession, reason: string) => void
  /** The session that was the stream is out of reach, in a moment it is gone. */
  readonly onInterrupted: (path: StreamPath) => void
}

/** Why a node's sessions are over. */
export type SessionLoss = 'offline' | 'left' | 'evicted' | 'retired'

const lossReason: Record<SessionLoss, string> = {
  offline: 'its node went offline',
  left: 'its node was stopped',
  evicted: 'its node was evicted',
  retired: 'its node has left the cluster',
}

/** Live publications from their first report to their end, and which of several is the stream. */
export class Sessions {
  readonly #options: SessionsOptions
  /** Of every stream, the session that is it. */
  readonly #winners = new Map<StreamPath, SessionId>()
  /** Sessions that were learnt from a full report. */
  readonly #from_report = new Set<SessionId>()
  /** Who lost a stream to another publisher by its policy. */
  readonly #ousted: Ousted
  /** Sessions that were told to end because another one is the stream. */
  readonly #refused = new Set<SessionId>()

  constructor(options: SessionsOptions) {
    this.#options = options
    this.#ousted = new Ousted(() => options.clock.now().monotonic_ms)
    for (const path of options.facts.paths()) {
      for (const { id } of options.facts.ofPath(path)) this.#from_report.add(id)
      this.settle(path)
    }
  }

  /** The session that is the stream; undefined where nobody publishes. */
  of(path: StreamPath): StreamSession | undefined {
    const id = this.#winners.get(path)
    return id === undefined ? undefined : this.#options.facts.get(id)
  }

  /** A node says how one of its sessions is. */
  said(node_id: NodeId, session: StreamSession, from_report: boolean): void {
    const { facts, activity, log, nodes, onChanged } = this.#options
    const before = facts.get(session.id)
    if (before !== undefined && (before.publish_node_id !== node_id || before.stream_path !== session.stream_path)) {
      log.warn({ event: 'session.claimed', node_id, session_id: session.id }, 'a session changed its node or stream')
      return
    }
    if (session.state === 'ended') {
      if (before !== undefined) this.#end(before, session.end_reason, 'ended')
      return
    }
    facts.put(session)
    if (before === undefined) {
      if (from_report) this.#from_report.add(session.id)
      // Where only the origin, or the channel, was away, the log knows that it started.
      const known = from_report && activity.knowsSession(session.stream_path, session.id)
      if (!known) activity.observe(sessionActivity('started', session, nodes.find(node_id)))
      const { id, stream_path } = session
      log.info({ event: 'session.started', node_id, session_id: id, stream_path }, `${stream_path} is being published`)
      this.settle(stream_path)
    } else if (before.state !== session.state) {
      this.#changed(before, session)
    }
    onChanged(session.stream_path)
  }

  /** A session was interrupted or goes on: who is the stream may be another question now. */
  #changed(before: StreamSession, session: StreamSession): void {
    const { activity, nodes } = this.#options
    const node = nodes.find(session.publish_node_id)
    if (session.state === 'interrupted') {
      const reason = 'its publisher was lost; viewers are kept until it is back'
      activity.observe(sessionActivity('interrupted', session, node, { reason }))
    } else if (session.generation > before.generation) {
      const took_over = before.state === 'live'
      const reason = `by ${session.publisher_address}; the first, ${before.publisher_address}, was let go`
      activity.observe(
        sessionActivity(took_over ? 'taken_over' : 'taken_up', session, node, took_over ? { reason } : {}),
      )
    }
    this.settle(session.stream_path)
  }

  /** A node says which sessions it has; all others that were known of it have ended. */
  replaced(node_id: NodeId, sessions: readonly StreamSession[]): void {
    const said = new Set(sessions.map(({ id }) => id))
    for (const gone of this.#options.facts.ofNode(node_id).filter(({ id }) => !said.has(id))) {
      this.#end(gone, gone.end_reason ?? 'it ended while its node was not connected', 'ended')
    }
    for (const session of sessions) this.said(node_id, session, true)
  }

  /** The node is gone, and its sessions with it. */
  lost(node_id: NodeId, loss: SessionLoss): void {
    const { facts, onInterrupted } = this.#options
    for (const session of facts.ofNode(node_id)) {
      const is_stream = this.#winners.get(session.stream_path) === session.id
      if (loss !== 'offline') {
        this.#end(session, lossReason[loss], 'ended')
        continue
      }
      facts.put({ ...session, state: 'interrupted', end_reason: lossReason[loss] })
      if (is_stream) onInterrupted(session.stream_path)
      this.#end(session, lossReason[loss], 'interrupted')
    }
  }

  /** Decides which session is the stream, and tells the others to end. */
  settle(path: StreamPath): void {
    const { facts, nodes, policies } = this.#options
    const sessions = facts.ofPath(path)
    // Nobody contends, as nearly always: a heartbeat looks at every stream of its node.
    if (sessions.length === 1 && sessions[0]?.id === this.#winners.get(path)) return
    const policy = policies.of(path)
    const take_over = policy?.rules.on_second_publisher === 'take_over'
    const contenders = sessions.map((session): Contender => {
      const node = nodes.find(session.publish_node_id)
      return {
        session_id: session.id,
        started_at: session.started_at,
        reachable: node?.liveness.state === 'alive',
        interrupted: session.state === 'interrupted',
        leaving: node !== undefined && node.mode.value !== 'normal',
        from_report: this.#from_report.has(session.id),
        starting: session.state === 'starting',
        returning: take_over && this.#isOusted(session),
      }
    })
    const before = this.#winners.get(path) ?? null
    const { winner, ended } = settle(contenders, before, take_over ? 'take_over' : 'refuse')
    if (winner === null) this.#winners.delete(path)
    else this.#winners.set(path, winner)
    const won = winner === before ? undefined : sessions.find(({ id }) => id === winner)
    if (won !== undefined) this.#options.onWinner(won)
    // What one who serves loses to another who serves too is a take-over; what is lost to one who came first is a refusal.
    const loser = take_over && won !== undefined ? sessions.find(({ id }) => id === before) : undefined
    const by = loser !== undefined && ended.includes(loser.id) && loser.state !== 'interrupted' ? policy : null
    for (const session of sessions.filter(({ id }) => ended.includes(id))) {
      this.#refuse(session, session === loser ? by : null)
    }
  }

  #isOusted({ stream_path, publisher_address, id }: StreamSession): boolean {
    return this.#ousted.has(stream_path, publisher_address) && this.#winners.get(stream_path) !== id
  }

  /** @param by the policy by which it lost its place to another publisher; null: the other was there before */
  #refuse(session: StreamSession, by: StreamPolicy | null): void {
    const { nodes, command, activity } = this.#options
    const serving = this.of(session.stream_path)
    const where = serving === undefined ? undefined : nodes.find(serving.publish_node_id)
    const there = where?.name ?? 'another node'
    const reason =
      by === null
        ? `${session.stream_path} is published on node ${there} already`
        : `another publisher has taken ${session.stream_path} over on node ${there}, as the stream policy ${by.pattern} lets it`
    if (by !== null) this.#ousted.add(session.stream_path, session.publisher_address)
    const successor = serving && { session_id: serving.id, node_id: serving.publish_node_id }
    command(session.publish_node_id, {
      ...{ kind: 'end_session', session_id: session.id, reason },
      ...(successor === undefined ? {} : { successor }),
    })
    // It is told again until it has ended; the log says it once.
    if (this.#refused.has(session.id)) return
    this.#refused.add(session.id)
    const node = nodes.find(session.publish_node_id)
    activity.observe(
      sessionActivity(by === null ? 'refused' : 'taken_over', session, node, { actor: 'origin', reason }),
    )
  }

  #end(session: StreamSession, reason: string | null, fate: 'ended' | 'interrupted'): void {
    const { facts, activity, log, nodes, onChanged, onOver } = this.#options
    const { id, stream_path, publish_node_id } = session
    facts.delete(id)
    this.#from_report.delete(id)
    this.#refused.delete(id)
    this.#ousted.forget()
    activity.observe(sessionActivity(fate, session, nodes.find(publish_node_id), { reason }))
    log.info(
      { event: `session.${fate}`, node_id: publish_node_id, session_id: id, stream_path, reason },
      `${stream_path} is not published any more`,
    )
    this.settle(stream_path)
    if (fate === 'ended' && this.of(stream_path) === undefined) onOver(session, reason ?? 'it ended')
    onChanged(stream_path)
  }
}
