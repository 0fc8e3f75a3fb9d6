import type { RelayLimits } from '#contract/control-channel.ts'
import type { NodeId, RelayId, SessionId } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { Relay, StreamSession } from '#contract/stream.ts'
import { RelayGuide } from '../../src-main/streams/relay-guide.ts'
import { testingNode } from '../../src-main/streams/testing-node.ts'
import { ModelNode, path, type Surroundings } from './relay-node.ts'

const NOTHING_KNOWN = { source: null, reason: 'the origin is away' }

/**
 * A cluster in which one stream is relayed: the origin's own guide, the nodes' own machine and refusals, and between them messages that are
 * delivered in order on each way, and else in whatever order a test likes. Nothing knows more than what was delivered to it.
 */
export class RelayCluster implements Surroundings {
  readonly limits: RelayLimits
  readonly nodes: readonly ModelNode[]
  readonly guide: RelayGuide
  now = 0
  session: StreamSession
  readonly #ways = new Map<string, (() => void)[]>()
  /** What the origin knows. */
  readonly #known = new Map<NodeId, Node>()
  readonly #relays = new Map<RelayId, Relay>()
  #origin_away = false

  constructor(count: number, limits: RelayLimits) {
    this.limits = limits
    const known = Array.from({ length: count }, (_, nth) => testingNode(`n${nth}`))
    this.nodes = known.map((node) => new ModelNode(node.id, node.name, this))
    for (const node of known) this.#known.set(node.id, node)
    this.session = this.#begin(this.nodeAt(0))
    this.guide = new RelayGuide({
      nodes: {
        find: (id) => this.#known.get(id),
        glance: (id) => this.#known.get(id),
        peer: (id) => {
          const { name, endpoints, relay_fingerprint } = this.#known.get(id) ?? testingNode('nobody')
          return endpoints === null ? null : { node_id: id, name, endpoints, relay_fingerprint }
        },
      },
      clock: { now: () => ({ monotonic_ms: this.now }) },
      tellSource: (id, _path, sources) => this.post(`origin>${id}`, () => this.node(id).moved(sources)),
      publisher_grace_ms: 10_000,
      limits,
      policies: { of: () => null },
      policy_limits: { pullRefusal: () => null },
      sessionOf: () =>
        this.#known.get(this.session.publish_node_id)?.liveness.state === 'offline' ? undefined : this.session,
      sessionsOf: () => [this.session],
      relaysOf: () => [...this.#relays.values()],
      pulledFrom: (id) =>
        [...this.#relays.values()].some(({ source_node_id }) => source_node_id === id) ? [path] : [],
    })
  }

  nodeAt(nth: number): ModelNode {
    const node = this.nodes[nth % this.nodes.length]
    if (node === undefined) throw new Error('a cluster has nodes')
    return node
  }

  node(id: NodeId): ModelNode {
    const node = this.nodes.find((one) => one.id === id)
    if (node === undefined) throw new Error('nobody knows this node')
    return node
  }

  get publisher(): ModelNode {
    return this.node(this.session.publish_node_id)
  }

  post(way: string, message: () => void): void {
    const queue = this.#ways.get(way)
    if (queue === undefined) this.#ways.set(way, [message])
    else queue.push(message)
  }

  /** Delivers the next message of one of the ways; false: nothing is under way. */
  deliver(nth: number): boolean {
    const ways = [...this.#ways]
    const way = ways[nth % Math.max(1, ways.length)]
    if (way === undefined) return false
    const [name, queue] = way
    const message = queue.shift()
    if (queue.length === 0) this.#ways.delete(name)
    message?.()
    return true
  }

  /** Everything that is under way, and what comes of it, at this moment. */
  deliverAll(): void {
    for (let step = 0; this.deliver(step); step += 1) if (step > 20_000) throw new Error('words go round in a circle')
  }

  /** Lets time go on to where something waits for it. False: nothing does. */
  pass(): boolean {
    const waits = this.nodes.flatMap((node) => node.wakes)
    if (waits.length === 0) return false
    this.now = Math.max(this.now, Math.min(...waits))
    for (const node of this.nodes) node.woke()
    return true
  }

  /** Until nothing is under way and nobody waits any more. */
  settle(): void {
    for (let step = 0; step < 20_000; step += 1) {
      if (!this.deliver(step) && !this.pass()) return
    }
    throw new Error('it does not come to rest')
  }

  // What the origin is told, and does.

  locate(id: NodeId, exclude: readonly NodeId[]): void {
    if (this.#origin_away) {
      // As source-locator.ts does: what the origin said before has to do.
      this.post(`${id}>${id}`, () => this.node(id).located(this.node(id).last_answer ?? NOTHING_KNOWN))
      return
    }
    this.post(`${id}>origin`, () => {
      const answer = this.guide.locate(id, { stream_path: path, exclude_node_ids: [...exclude] })
      this.post(`origin>${id}`, () => this.node(id).located(answer))
    })
  }

  /** The origin is away, and hears and says nothing; or it is back, and every node tells it all. */
  setAway(away: boolean): void {
    if (this.#origin_away === away) return
    this.#origin_away = away
    if (away) return
    for (const node of this.nodes) {
      const pulls = node.view()
      this.post(`${node.id}>origin`, () => {
        for (const { id, dest_node_id } of [...this.#relays.values()]) if (dest_node_id === node.id) this.#forget(id)
      })
      if (pulls !== null) this.report(pulls)
    }
  }

  report(relay: Relay): void {
    if (this.#origin_away) return
    this.post(`${relay.dest_node_id}>origin`, () => {
      if (this.#known.get(relay.dest_node_id)?.liveness.state === 'offline') return
      if (relay.state === 'closed' || relay.state === 'failed') this.#relays.delete(relay.id)
      else this.#relays.set(relay.id, relay)
      this.guide.said(relay)
    })
  }

  drain(node: ModelNode, drains: boolean): void {
    const known = testingNode(node.name, { mode: drains ? 'draining' : 'normal' })
    if (this.#known.get(node.id)?.liveness.state === 'offline') return
    this.#known.set(node.id, known)
    this.post(`origin>${node.id}`, () => {
      node.draining = drains
    })
    this.guide.nodeChanged(known)
  }

  /** The node is gone. With its publisher the stream comes back on another node. */
  kill(node: ModelNode): void {
    if (!node.alive || this.nodes.filter(({ alive }) => alive).length <= 2) return
    const was_publisher = node === this.publisher
    node.die()
    this.post('liveness', () => {
      const known = testingNode(node.name, { liveness: 'offline' })
      this.#known.set(node.id, known)
      this.guide.nodeChanged(known)
      this.guide.leadAway(node.id)
      for (const relay of [...this.#relays.values()]) {
        if (relay.dest_node_id !== node.id && relay.source_node_id !== node.id) continue
        this.#forget(relay.id)
      }
    })
    if (!was_publisher) return
    const heir = this.nodes.find(({ alive, draining }) => alive && !draining) ?? this.nodes.find(({ alive }) => alive)
    if (heir === undefined) return
    this.session = this.#begin(heir)
    heir.publish()
    this.post('liveness', () => this.guide.sessionMoved(this.session))
  }

  /** What the guide still holds of anybody. */
  get remembered(): number {
    this.now += 60_000
    this.guide.sweep()
    return this.#relays.size
  }

  #forget(id: RelayId): void {
    this.#relays.delete(id)
    this.guide.gone(path, id)
  }

  #begin({ id }: ModelNode): StreamSession {
    return {
      ...{ id: crypto.randomUUID() as SessionId, stream_path: path, generation: 1, publish_node_id: id, state: 'live' },
      ...{ protocol: 'rtmp', encoder: null, publisher_address: '', tracks: [], bitrate_kbps: 0 },
      ...{ keyframe_interval_ms: null, started_at: '2026-11-21T07:30:00.000Z', ended_at: null, end_reason: null },
    }
  }
}
