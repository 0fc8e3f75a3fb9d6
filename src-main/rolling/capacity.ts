import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { LoadThresholds, Node } from '#contract/node.ts'
import type { RollingDrainSettings } from '#contract/rolling-drain.ts'

/** What a node carries of one stream that its viewers take along. */
export interface CarriedStream {
  readonly stream_path: StreamPath
  readonly viewers: number
  /** What one viewer takes. */
  readonly mbps: number
}

/** What a check of capacity looks at. */
export interface CapacityFacts {
  /** Every member. */
  readonly nodes: readonly Node[]
  readonly thresholds: LoadThresholds
  readonly carriedBy: (id: NodeId) => readonly CarriedStream[]
}

export type Keep = Pick<
  RollingDrainSettings,
  'keep_capacity_percent' | 'keep_routable_nodes' | 'keep_viewer_room' | 'within_region'
>

/** How it would be with this node out. */
export interface CapacityCheck {
  readonly refusal: string | null
  readonly nodes_up: number
  readonly nodes_total: number
  readonly room_left: number
}

/** Nodes that are named one by one in a sentence. */
const NAMED = 4

/**
 * Whether enough stays up when this node takes no more work: nodes, share of all nodes, and room for its viewers and for those who have
 * yet to leave nodes that are being drained, by the thresholds from which on a node takes no new work.
 */
export function checkCapacity(node: Node, facts: CapacityFacts, keep: Keep): CapacityCheck {
  const region = keep.within_region ? node.region : null
  const { up, near, leaving, out, total } = sort(node, facts.nodes, region)
  const carried = facts.carriedBy(node.id)
  const all = [...carried, ...leaving.flatMap(({ id }) => facts.carriedBy(id))]
  const viewers = sum(all.map((stream) => stream.viewers))
  const mbps = viewers === 0 ? 0 : sum(all.map((stream) => stream.viewers * stream.mbps)) / viewers
  const room = sum(near.map((other) => roomOn(other, facts.thresholds, mbps)))
  const everywhere = region === null ? room : sum(up.map((other) => roomOn(other, facts.thresholds, mbps)))
  const check = { nodes_up: up.length, nodes_total: total, room_left: Math.max(0, everywhere - viewers) }

  const where = region === null ? '' : ` in region ${region}`
  const refuse = (refusal: string): CapacityCheck => ({ ...check, refusal })
  if (up.length < keep.keep_routable_nodes) {
    return refuse(
      `Without ${node.name} ${count(up.length, 'node takes', 'nodes take')} work, and ${keep.keep_routable_nodes} have to${because(out)}. Resume or add a node, or ask for fewer (keep_routable_nodes).`,
    )
  }
  if (near.length === 0) {
    return refuse(
      `${node.name} is the only node${where} that takes work${because(out.filter((other) => region === null || other.region === region))}. Resume or add a node${where} first${region === null ? '' : ', or let viewers go to other regions (within_region: false)'}.`,
    )
  }
  const percent = (100 * up.length) / total
  if (percent < keep.keep_capacity_percent) {
    return refuse(
      `Without ${node.name} ${up.length} of ${total} nodes take work, which is ${Math.floor(percent)} %; ${keep.keep_capacity_percent} % have to${because(out)}. Resume or add a node, or ask for less (keep_capacity_percent).`,
    )
  }
  if (viewers > room) {
    const streams = carried.length === 0 ? '' : ` (${streamsOf(carried)})`
    const also = leaving.length === 0 ? '' : `, and more still leave ${names(leaving)}`
    return refuse(
      `${node.name} carries ${count(sum(carried.map((stream) => stream.viewers)), 'viewer', 'viewers')}${streams}${also}; the other nodes${where} have room for ${room}: ${count(viewers - room, 'viewer', 'viewers')} would not fit. ${roomsOf(near, facts.thresholds, mbps)}. Add or resume a node${where}, or wait until fewer watch${region === null ? '' : ', or let viewers go to other regions (within_region: false)'}.`,
    )
  }
  if (check.room_left < keep.keep_viewer_room) {
    return refuse(
      `With ${node.name} out there is room for ${check.room_left} more viewers, and ${keep.keep_viewer_room} are to be kept. Add or resume a node, or ask for less (keep_viewer_room).`,
    )
  }
  return { ...check, refusal: null }
}

/** The other nodes by what they are worth here; one pass, because a plan over ten thousand of them asks for each of its steps. */
function sort(node: Node, nodes: readonly Node[], region: string | null) {
  const sorted = { up: [] as Node[], near: [] as Node[], leaving: [] as Node[], out: [] as Node[], total: 0 }
  for (const other of nodes) {
    // Members of another make take no publishers, and what they have room for they do not say.
    if (other.registration !== 'registered' || other.kind === 'foreign') continue
    sorted.total += 1
    if (other.id === node.id) continue
    const is_near = region === null || other.region === region
    if (takesWork(other)) {
      sorted.up.push(other)
      if (is_near) sorted.near.push(other)
      continue
    }
    sorted.out.push(other)
    if (is_near && other.mode.value === 'draining') sorted.leaving.push(other)
  }
  return sorted
}

/** Viewers who may still come to a node until it is at a threshold; its processors count as soon as it is over theirs. */
function roomOn(
  { load, routable, mode }: Node,
  { subscribers, egress_mbps }: LoadThresholds,
  mbps_each: number,
): number {
  if (load === null || !routable || mode.closed_roles?.includes('viewers')) return 0
  const places = subscribers - load.subscribers
  const by_traffic = mbps_each <= 0 ? places : Math.floor((egress_mbps - load.egress_mbps) / mbps_each)
  return Math.max(0, Math.min(places, by_traffic))
}

/** Its load left aside: a node over a threshold is up, it only has no room. */
function takesWork({ mode, liveness, endpoints }: Node): boolean {
  const closed = mode.closed_roles ?? []
  const takes_nobody = closed.includes('ingest') && closed.includes('viewers')
  return mode.value === 'normal' && !takes_nobody && liveness.state === 'alive' && endpoints !== null
}

function roomsOf(nodes: readonly Node[], thresholds: LoadThresholds, mbps: number): string {
  const named = nodes.slice(0, NAMED).map((node) => {
    const room = roomOn(node, thresholds, mbps)
    const why = node.routable ? '' : ` (${node.routable_reasons.join('; ')})`
    return `${node.name} has room for ${room}${why}`
  })
  return nodes.length > NAMED ? `${named.join(', ')}, ${nodes.length - NAMED} more have the rest` : named.join(', ')
}

/** Why nodes take no work, as the end of a sentence. */
function because(out: readonly Node[]): string {
  if (out.length === 0) return ''
  const named = out.slice(0, NAMED).map(({ name, mode, liveness }) => {
    if (mode.value !== 'normal') return `${name} is ${mode.value === 'draining' ? 'draining' : 'in maintenance'}`
    return `${name} is ${liveness.state === 'alive' ? 'not reporting' : liveness.state}`
  })
  const more = out.length > NAMED ? [`${out.length - NAMED} more are out`] : []
  return ` (${[...named, ...more].join(', ')})`
}

function streamsOf(streams: readonly CarriedStream[]): string {
  const most = streams.toSorted((one, other) => other.viewers - one.viewers)
  const named = most.slice(0, NAMED).map(({ stream_path, viewers }) => `${stream_path} ${viewers}`)
  return most.length > NAMED ? `${named.join(', ')}, ${most.length - NAMED} more streams` : named.join(', ')
}

function names(nodes: readonly Node[]): string {
  const named = nodes.slice(0, NAMED).map(({ name }) => name)
  return nodes.length > NAMED ? `${named.join(', ')} and ${nodes.length - NAMED} more` : named.join(', ')
}

function count(many: number, one: string, more: string): string {
  return `${many} ${many === 1 ? one : more}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
