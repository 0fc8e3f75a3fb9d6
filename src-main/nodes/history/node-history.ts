import type { NodeId, Timestamp } from '#contract/ids.ts'
import type { NodeLoad } from '#contract/node.ts'
import {
  HISTORY_MINUTE_MS,
  type HistoryWindow,
  historyWindowMs,
  type NodeHistory,
  type NodeSample,
  nodeMeasures,
} from '#contract/node-history.ts'
import type { Store } from '../../store/store.ts'
import type { Clock } from '../clock.ts'
import { HistoryRows, type MinutesOfNode } from './history-rows.ts'
import { joinMinutes, type Minute, minuteOf, withHeartbeat } from './minute.ts'
import { RecentSamples } from './recent-samples.ts'

/** Minutes that are written together, and so many as a killed origin loses at most. */
const MINUTES_A_ROW = 10
/** Minutes that wait for a disk without room; older ones are forgotten. */
const MOST_WAITING = 60
/** Time between two writes in ms, and how many nodes one of them is for: no write takes long, and 12,000 nodes have their turn in ten minutes. */
const WRITE_INTERVAL_MS = 10_000
const WRITE_SLICE = 200
/** Heartbeats nearer together than this are not all kept, in ms. */
const LEAST_SPACING_MS = 500

export interface NodeHistoriesOptions {
  readonly store: Store
  readonly clock: Clock
  readonly heartbeat_interval_ms: number
  /** False: the disk is short of room, and history is what it is spared first. */
  readonly hasRoom: () => boolean
}

interface Held {
  readonly recent: RecentSamples
  /** Minutes that are over and not on disk, in their order. */
  waiting: Minute[]
  current: Minute | null
}

/**
 * What every node's load was: the last five minutes heartbeat by heartbeat in memory, and a day minute by minute on disk. Of the day, what is
 * not yet written is in memory too: ten minutes, or an hour while the disk has no room.
 */
export class NodeHistories {
  readonly #options: NodeHistoriesOptions
  readonly #rows: HistoryRows
  readonly #nodes = new Map<NodeId, Held>()
  #timer: Disposable | null = null

  constructor(options: NodeHistoriesOptions) {
    this.#options = options
    this.#rows = new HistoryRows(options.store)
    this.#schedule()
  }

  /** Bytes of the last five minutes of all nodes. */
  get bytes(): number {
    return [...this.#nodes.values()].reduce((sum, { recent }) => sum + recent.bytes, 0)
  }

  /** A node was heard. @param at by the origin's clock */
  heard(id: NodeId, at: Timestamp, load: NodeLoad, heartbeat_rtt_ms: number | null): void {
    const { cpu_percent, memory_percent, egress_mbps, ingress_mbps, subscribers } = load
    const sample = { cpu_percent, memory_percent, egress_mbps, ingress_mbps, subscribers, heartbeat_rtt_ms }
    const at_ms = Date.parse(at)
    const held = this.#nodes.get(id) ?? this.#hold(id)
    held.recent.add(at_ms, sample)
    const minute = minuteOf(at_ms)
    if (held.current !== null && held.current.minute !== minute) finish(held)
    held.current = withHeartbeat(held.current, minute, sample)
  }

  read(id: NodeId, window: HistoryWindow): NodeHistory {
    const from_ms = Date.parse(this.#options.clock.now().at) - historyWindowMs[window]
    return window === '5m' ? this.#heartbeats(id, from_ms) : this.#day(id, from_ms)
  }

  /** The node is no member any more. */
  forget(id: NodeId): void {
    this.#nodes.delete(id)
    this.#options.store.spare(() => this.#rows.forget(id))
  }

  /** Writes everything that is not on disk. */
  stop(): void {
    this.#timer?.[Symbol.dispose]()
    this.#timer = null
    for (const held of this.#nodes.values()) finish(held)
    while (this.#write(({ waiting }) => waiting.length > 0));
  }

  #hold(id: NodeId): Held {
    const spacing_ms = Math.max(LEAST_SPACING_MS, this.#options.heartbeat_interval_ms / 2)
    const held: Held = { recent: new RecentSamples(historyWindowMs['5m'], spacing_ms), waiting: [], current: null }
    this.#nodes.set(id, held)
    return held
  }

  #heartbeats(node_id: NodeId, from_ms: number): NodeHistory {
    const found = this.#nodes.get(node_id)?.recent.since(from_ms) ?? []
    return {
      ...{ node_id, window: '5m', step_ms: this.#options.heartbeat_interval_ms },
      at_ms: found.map(({ at_ms }) => at_ms),
      last_heartbeats: Math.min(1, found.length),
      mean: columns(found.map(({ sample }) => sample)),
      highest: null,
    }
  }

  #day(node_id: NodeId, from_ms: number): NodeHistory {
    const from = minuteOf(from_ms)
    const held = this.#nodes.get(node_id)
    // The row in which the day begins may have begun before it.
    const stored = this.#rows.read(node_id, from - MINUTES_A_ROW)
    const found = new Map<number, Minute>()
    for (const minute of [...stored, ...(held?.waiting ?? []), ...(held?.current ? [held.current] : [])]) {
      if (minute.minute < from) continue
      const before = found.get(minute.minute)
      found.set(minute.minute, before === undefined ? minute : joinMinutes(before, minute))
    }
    const minutes = [...found.values()].sort((one, other) => one.minute - other.minute)
    return {
      ...{ node_id, window: '24h', step_ms: HISTORY_MINUTE_MS },
      at_ms: minutes.map(({ minute }) => minute * HISTORY_MINUTE_MS),
      last_heartbeats: minutes.at(-1)?.heartbeats ?? 0,
      mean: columns(minutes.map(({ mean }) => mean)),
      highest: columns(minutes.map(({ highest }) => highest)),
    }
  }

  #schedule(): void {
    this.#timer = this.#options.clock.after(WRITE_INTERVAL_MS, () => {
      this.#finishPast()
      const now = minuteOf(Date.parse(this.#options.clock.now().at))
      this.#write(({ waiting: [oldest] }) => oldest !== undefined && now - oldest.minute >= MINUTES_A_ROW)
      this.#schedule()
    })
  }

  /** The minute of a node that fell silent is over as well. */
  #finishPast(): void {
    const now = minuteOf(Date.parse(this.#options.clock.now().at))
    for (const held of this.#nodes.values()) if (held.current !== null && held.current.minute < now) finish(held)
  }

  /** Puts what waits of some nodes on disk. False: there was nothing, or no room. */
  #write(isDue: (held: Held) => boolean): boolean {
    if (!this.#options.hasRoom()) return false
    const due: [NodeId, Held][] = []
    for (const entry of this.#nodes) {
      if (due.length >= WRITE_SLICE) break
      if (isDue(entry[1])) due.push(entry)
    }
    if (due.length === 0) return false
    const rows = due.flatMap(([id, { waiting }]) => rowsOf(waiting).map((minutes): MinutesOfNode => ({ id, minutes })))
    const keep_from = minuteOf(Date.parse(this.#options.clock.now().at) - historyWindowMs['24h']) - MINUTES_A_ROW
    if (!this.#options.store.spare(() => this.#rows.write(rows, keep_from))) return false
    for (const [, held] of due) held.waiting = []
    return true
  }
}

/** Minutes that lie near enough together for a row. */
function rowsOf(minutes: readonly Minute[]): Minute[][] {
  const rows: Minute[][] = []
  for (const minute of minutes) {
    const row = rows.at(-1)
    if (row?.[0] !== undefined && minute.minute - row[0].minute < MINUTES_A_ROW) row.push(minute)
    else rows.push([minute])
  }
  return rows
}

function finish(held: Held): void {
  if (held.current === null) return
  held.waiting.push(held.current)
  if (held.waiting.length > MOST_WAITING) held.waiting.shift()
  held.current = null
}

function columns(samples: readonly NodeSample[]): NodeHistory['mean'] {
  return Object.fromEntries(
    nodeMeasures.map((measure) => [measure, samples.map((sample) => sample[measure])]),
  ) as unknown as NodeHistory['mean']
}
