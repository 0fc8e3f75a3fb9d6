import type { RelayLimits, RelaySourceChoice } from '#contract/control-channel.ts'
import type { NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import type { Relay } from '#contract/stream.ts'
import { choiceOf, type LocateAnswer, locatedEvent } from '../../node-runtime/relay/locate-source.ts'
import { isChainRefused, refusePull } from '../../node-runtime/relay/pull-refusal.ts'
import { requestRelay, transition } from '../../node-runtime/relay/relay-machine.ts'
import {
  isOver,
  type RelayEffect,
  type RelayEvent,
  type RelayMachine,
  type RelayPolicy,
  type SourceChoice,
} from '../../node-runtime/relay/relay-step.ts'

const policy: RelayPolicy = {
  establish_timeout_ms: 10_000,
  release_delay_ms: 10_000,
  retry_attempts: 3,
  retry_delay_ms: 2_000,
  steady_after_ms: 5_000,
  keep_ms: 10_000,
}
/** How long a pull waits at a source for a stream that is on its way there. */
const COMING_MS = 5_000

export const path = 'live/test' as StreamPath

/** What a node has around it. */
export interface Surroundings {
  readonly now: number
  readonly limits: RelayLimits
  /** Who publishes, in which session. */
  readonly session: { readonly id: SessionId; readonly publish_node_id: NodeId }
  node(id: NodeId): ModelNode
  /** Puts a message on its way. */
  post(way: string, message: () => void): void
  /** Asks the origin where the stream is. */
  locate(id: NodeId, exclude: readonly NodeId[]): void
  /** Tells the origin. */
  report(relay: Relay): void
}

/** One pull. */
interface Line {
  readonly nth: number
  readonly source: ModelNode
  readonly dest: ModelNode
  state: 'asked' | 'waiting' | 'open' | 'closed'
  until: number
  told: string
  /** What a source that is being prepared has said of itself. */
  accepted: { readonly session_id: SessionId; readonly hops: readonly NodeId[] } | null
}

let lines = 0

/** A node with its part of one relay tree: what relay-puller.ts and relay-source-session.ts do around the machine, without media. */
export class ModelNode {
  readonly id: NodeId
  readonly name: string
  readonly #cluster: Surroundings
  alive = true
  draining = false
  viewers = 0
  /** Pulls from other nodes, whatever their state. */
  readonly served = new Set<Line>()
  carrying: Line | null = null
  preparing: Line | null = null
  hops: readonly NodeId[] | null = null
  session_id: SessionId | null = null
  machine: RelayMachine | null = null
  /** The last one with a source that the origin gave. */
  last_answer: LocateAnswer | null = null
  #relay_id = '' as RelayId
  readonly #inbox: RelayEvent[] = []
  #handling = false

  constructor(id: NodeId, name: string, cluster: Surroundings) {
    this.id = id
    this.name = name
    this.#cluster = cluster
  }

  get publishes(): boolean {
    return this.alive && this.#cluster.session.publish_node_id === this.id
  }

  /** The stream is here, though it may be waited for. */
  get has(): boolean {
    return this.publishes || this.session_id !== null
  }

  get chain(): readonly NodeId[] | null {
    if (this.publishes) return [this.id]
    return this.hops === null ? null : [...this.hops, this.id]
  }

  get out(): number {
    return [...this.served].filter(({ state }) => state === 'open').length
  }

  get wakes(): readonly number[] {
    if (!this.alive) return []
    const waits = [...this.served].filter(({ state }) => state === 'waiting').map(({ until }) => until)
    return this.machine?.wake_at == null ? waits : [...waits, this.machine.wake_at]
  }

  // What viewers and operators do.

  ask(): void {
    if (!this.alive || this.draining) return
    this.viewers += 1
    if (this.machine === null && !this.publishes) this.#request()
    this.#recount()
  }

  leave(): void {
    if (this.viewers > 0) this.viewers -= 1
    this.#recount()
  }

  die(): void {
    this.alive = false
    this.viewers = 0
    this.machine = null
    for (const line of [this.carrying, this.preparing, ...this.served]) if (line !== null) this.#drop(line)
    this.carrying = null
    this.preparing = null
    this.hops = null
    this.session_id = null
  }

  /** A publisher comes here: whoever pulls from here goes on with its session. */
  publish(): void {
    if (this.machine !== null) this.#tell({ type: 'stopped', reason: 'published here' })
    this.#tellChain()
    this.#answerWaiting()
  }

  woke(): void {
    const { now } = this.#cluster
    for (const line of this.served) if (line.state === 'waiting' && now >= line.until) this.#answer(line)
    if (this.machine?.wake_at != null && now >= this.machine.wake_at) this.#tell({ type: 'woke' })
  }

  // What the origin says.

  located(answer: LocateAnswer): void {
    if (answer.source !== null) this.last_answer = answer
    this.#tell(locatedEvent(answer))
  }

  moved([source, ...alternatives]: readonly RelaySourceChoice[]): void {
    if (source === undefined) return
    this.#tell({ type: 'moved', source: choiceOf(source), alternatives: alternatives.map(choiceOf) })
  }

  // The pulling side.

  #request(): void {
    this.#relay_id = crypto.randomUUID() as RelayId
    this.machine = requestRelay(1, this.#cluster.now, policy).machine
    this.#cluster.locate(this.id, [])
  }

  #tell(event: RelayEvent): void {
    this.#inbox.push(event)
    if (this.#handling) return
    this.#handling = true
    for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) this.#handle(next)
    this.#handling = false
  }

  #handle(event: RelayEvent): void {
    const before = this.machine
    if (before === null || !this.alive) return
    const { machine, effects } = transition(before, event, this.#cluster.now, policy)
    this.machine = machine
    for (const effect of effects) this.#perform(effect)
    if (machine.state !== before.state) this.#report(machine)
    if (isOver(machine)) this.machine = null
  }

  #perform(effect: RelayEffect): void {
    switch (effect.do) {
      case 'locate':
        this.#cluster.locate(this.id, effect.exclude)
        return
      case 'connect':
        this.carrying = this.#dial(effect.source)
        return
      case 'prepare':
        if (this.preparing !== null) this.#drop(this.preparing)
        this.preparing = this.#dial(effect.source)
        return
      case 'disconnect':
        for (const line of [this.carrying, this.preparing]) if (line !== null) this.#drop(line)
        this.carrying = null
        this.preparing = null
        this.hops = null
        return
      default:
        this.#end()
    }
  }

  /** Viewers and pullers are told; where a publisher has come here they stay with it. */
  #end(): void {
    this.session_id = null
    if (this.publishes) return
    this.viewers = 0
    for (const line of [...this.served]) this.#drop(line)
  }

  #dial({ node_id }: SourceChoice): Line {
    const source = this.#cluster.node(node_id)
    lines += 1
    const line: Line = { nth: lines, source, dest: this, state: 'asked', until: 0, told: '', accepted: null }
    this.#cluster.post(`${line.nth}>`, () => source.pulled(line))
    return line
  }

  #accepted(line: Line, session_id: SessionId, hops: readonly NodeId[]): void {
    if (line === this.preparing) {
      line.accepted = { session_id, hops }
      // It is ready when the viewers have what it began with; what it says until then counts.
      this.#cluster.post(`${line.nth}<`, () => this.#changeOver(line))
    } else if (line === this.carrying && this.#carries(session_id, hops)) {
      this.#tell({ type: 'accepted' })
      this.#answerWaiting()
      this.#recount()
    }
  }

  #changeOver(line: Line): void {
    if (line !== this.preparing || line.accepted === null) return
    if (this.carrying !== null) this.#drop(this.carrying)
    this.carrying = line
    this.preparing = null
    this.#tell({ type: 'changed_over' })
    if (this.machine !== null) this.#report(this.machine)
    this.#accepted(line, line.accepted.session_id, line.accepted.hops)
  }

  #chained(line: Line, session_id: SessionId, hops: readonly NodeId[]): void {
    if (line === this.preparing) line.accepted = { session_id, hops }
    else if (line === this.carrying) this.#carries(session_id, hops)
  }

  #carries(session_id: SessionId, hops: readonly NodeId[]): boolean {
    if (hops.includes(this.id)) {
      this.#tell({ type: 'lost', error: 'it comes from here', looped: true })
      return false
    }
    this.hops = hops
    this.session_id = session_id
    this.#tell({ type: 'goes_on', session_id })
    if (this.machine !== null) this.#report(this.machine)
    this.#tellChain()
    return true
  }

  #lost(line: Line): void {
    if (line === this.preparing) {
      this.preparing = null
      this.#tell({ type: 'not_prepared' })
    } else if (line === this.carrying) {
      this.#tell({ type: 'lost', error: 'lost' })
    }
  }

  #recount(): void {
    const count = this.viewers + this.served.size
    if (this.machine !== null && this.machine.subscribers !== count) this.#tell({ type: 'subscribers', count })
  }

  #report(machine: RelayMachine): void {
    const relay = this.view(machine)
    if (relay !== null) this.#cluster.report(relay)
  }

  /** Its relay as it tells of it; null where there is none to tell of. */
  view(machine = this.machine): Relay | null {
    if (machine?.source == null) return null
    const { source } = machine
    return {
      ...{ id: this.#relay_id, stream_path: path, session_id: this.session_id ?? source.session_id },
      ...{ source_node_id: this.carrying?.source.id ?? source.node_id, dest_node_id: this.id, hops: [] },
      ...{ transport: 'tls', state: machine.state, attempts: 0, subscribers: 1, frames: 0, bytes: 0, error: null },
      ...{ created_at: '', last_frame_at: null },
    }
  }

  // The serving side.

  pulled(line: Line): void {
    if (line.state === 'closed') return
    if (!this.alive) {
      this.#refuse(line)
      return
    }
    const coming = this.machine
    if (this.has || coming === null || coming.source?.node_id === line.dest.id) {
      this.#answer(line)
      return
    }
    line.state = 'waiting'
    line.until = this.#cluster.now + COMING_MS
    this.served.add(line)
    this.#recount()
  }

  #answer(line: Line): void {
    this.served.delete(line)
    const refusal = refusePull({
      ...{ requestor_id: line.dest.id, stream_path: path, limits: this.#cluster.limits, draining: this.draining },
      not_accepting: this.draining ? 'it drains' : null,
      stream: this.has ? { is_published: this.publishes, chain: this.chain, relays: this.out } : null,
    })
    if (refusal !== null) {
      this.#refuse(line)
      this.#recount()
      return
    }
    line.state = 'open'
    this.served.add(line)
    const said = this.#word()
    line.told = JSON.stringify(said)
    this.#cluster.post(`${line.nth}<`, () => line.dest.#accepted(line, ...said))
    this.#recount()
  }

  #answerWaiting(): void {
    for (const line of [...this.served]) if (line.state === 'waiting') this.#answer(line)
  }

  #tellChain(): void {
    if (this.chain === null) return
    const said = this.#word()
    for (const line of [...this.served]) {
      if (line.state !== 'open' || line.told === JSON.stringify(said)) continue
      line.told = JSON.stringify(said)
      this.#cluster.post(`${line.nth}<`, () => line.dest.#chained(line, ...said))
      if (isChainRefused(said[1], line.dest.id, this.#cluster.limits)) this.#drop(line)
    }
  }

  #word(): readonly [SessionId, readonly NodeId[]] {
    const session_id = this.publishes ? this.#cluster.session.id : this.session_id
    if (session_id === null || this.chain === null) throw new Error('what is not here cannot be served')
    return [session_id, this.chain]
  }

  #refuse(line: Line): void {
    line.state = 'closed'
    this.#cluster.post(`${line.nth}<`, () => line.dest.#lost(line))
  }

  /** Closes the line from this side; the other hears of it. */
  #drop(line: Line): void {
    line.state = 'closed'
    if (line.dest === this) {
      this.#cluster.post(`${line.nth}>`, () => line.source.#left(line))
    } else {
      this.served.delete(line)
      this.#cluster.post(`${line.nth}<`, () => line.dest.#lost(line))
      this.#recount()
    }
  }

  #left(line: Line): void {
    this.served.delete(line)
    this.#recount()
  }
}
