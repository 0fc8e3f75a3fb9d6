import type { QueryClient } from '@tanstack/react-query'
import type { Activity, ClusterInfo } from '#contract/api.ts'
import { EVENTS_PATH, type LiveEvent, liveEventSchema } from '#contract/live-event.ts'
import type { Node } from '#contract/node.ts'
import type { RollingDrain } from '#contract/rolling-drain.ts'
import type { Stream } from '#contract/stream.ts'
import type { ActivityQuery } from './api-client.ts'
import {
  applyToActivity,
  applyToCluster,
  applyToNodes,
  applyToRollingDrains,
  applyToStreams,
} from './apply-live-event.ts'
import { applyRunEvents } from './apply-run-events.ts'
import { applySampleEvents } from './apply-sample-events.ts'
import { type Connection, type ConnectionEvent, nextConnection } from './connection-state.ts'
import { applyToHistories } from './node-history.ts'
import { queryKeys } from './query-keys.ts'
import { RecentEvents } from './recent-events.ts'
import { SAMPLE_EVERY_MS, TotalsHistory, totalsOf } from './totals.ts'
import { listsTouchedBy } from './touched-lists.ts'

/** Events are gathered so long and applied together: forty nodes that report in one second draw the screen ten times. */
const GATHER_MS = 100
/** A machine that takes long to draw them gathers for longer, up to so long, so that most of its time is left to who scrolls and types. */
const GATHER_LONGEST_MS = 1_000
const GATHER_PER_COST = 4
/** In a hidden tab timers sleep; so many events are applied without waiting for one. In one that is seen, these are many seconds' worth. */
const GATHER_AT_MOST_HIDDEN = 1_000
const GATHER_AT_MOST = 20_000
/** The lists are asked for once the origin tells of changes, or after so long in any case, in ms: then they need not be read a second time. */
const WAIT_FOR_OPEN_MS = 1_500
const TICK_MS = 250

/**
 * The panel's one event stream. Owns the EventSource, applies what comes into the query cache, and knows how fresh that
 * is. Whoever calls `start` calls `stop`.
 */
export class LiveConnection {
  readonly recent = new RecentEvents()
  readonly history = new TotalsHistory()
  readonly #client: QueryClient
  readonly #listeners = new Set<() => void>()
  #connection: Connection = { status: 'connecting', since: Date.now() }
  /** The connection as it was when its status last changed; to be live is no news each second. */
  #shown: Connection = this.#connection
  #outdated = false
  #source: EventSource | null = null
  #ticking: number | undefined
  #sampling: number | undefined
  #gathering: number | undefined
  #gathered: LiveEvent[] = []
  /** What the last batch cost, from its first event to the drawn screen, in ms. */
  #cost_ms = 0
  /** When the stream was opened, by `performance.now()`; before: until then nothing is told. */
  #opened_at = Number.POSITIVE_INFINITY
  readonly #opened = Promise.withResolvers<void>()
  /** Whether the `reset` that a new stream begins with has come: another one says that even fresh lists are out of date. */
  #greeted = false
  /** When each list was asked for. */
  readonly #asked = new Map<string, number>()

  constructor(client: QueryClient) {
    this.#client = client
  }

  /** Both bound, so that they can be handed to useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly current = (): Connection => this.#shown
  /** The origin said something that this panel does not understand: it is of another version, and to be reloaded. */
  readonly outdated = (): boolean => this.#outdated

  /** Waits until changes are told of, so that a list that is asked for then misses none, and need not be read anew when the stream begins. */
  async askAfterOpen(key: readonly string[]): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = window.setTimeout(resolve, WAIT_FOR_OPEN_MS)
    await Promise.race([this.#opened.promise, late])
    window.clearTimeout(timer)
    this.#asked.set(key.join(), performance.now())
  }

  start(): void {
    this.#connection = { status: 'connecting', since: Date.now() }
    this.#shown = this.#connection
    this.#open()
    this.#ticking = window.setInterval(() => this.#happen('ticked'), TICK_MS)
    this.#sampling = window.setInterval(() => this.#sample(), SAMPLE_EVERY_MS)
  }

  stop(): void {
    window.clearInterval(this.#ticking)
    window.clearInterval(this.#sampling)
    window.clearTimeout(this.#gathering)
    this.#gathering = undefined
    this.#gathered = []
    this.#source?.close()
    this.#source = null
  }

  #open(): void {
    this.#source?.close()
    const source = new EventSource(EVENTS_PATH)
    source.onopen = () => {
      this.#opened_at = performance.now()
      this.#greeted = false
      this.#opened.resolve()
    }
    source.onmessage = (message: MessageEvent<string>) => this.#take(message.data)
    source.onerror = () => {
      const refused = source.readyState === EventSource.CLOSED
      this.#happen(refused ? 'refused' : 'broke')
      // A refusal may mean that nobody is signed in any more; the answer to this question decides.
      if (refused) void this.#client.invalidateQueries({ queryKey: queryKeys.session })
    }
    this.#source = source
  }

  #take(text: string): void {
    this.#happen('heard')
    const parsed = liveEventSchema.safeParse(readJson(text))
    if (!parsed.success) {
      this.#setOutdated()
      return
    }
    if (parsed.data.type === 'alive') return
    this.#gathered.push(parsed.data)
    const most = document.visibilityState === 'hidden' ? GATHER_AT_MOST_HIDDEN : GATHER_AT_MOST
    if (this.#gathered.length >= most) this.#apply()
    else this.#gathering ??= window.setTimeout(() => this.#apply(), this.#wait_ms())
  }

  #wait_ms(): number {
    return Math.min(GATHER_LONGEST_MS, Math.max(GATHER_MS, this.#cost_ms * GATHER_PER_COST))
  }

  #apply(): void {
    const began = performance.now()
    window.clearTimeout(this.#gathering)
    this.#gathering = undefined
    const reset = this.#gathered.findLastIndex((event) => event.type === 'reset')
    const events = this.#gathered.slice(reset + 1)
    this.#gathered = []
    this.recent.add(events, performance.now())
    this.#client.setQueryData<ClusterInfo>(queryKeys.cluster, (cluster) => applyToCluster(cluster, events))
    this.#client.setQueryData<readonly Node[]>(queryKeys.nodes, (nodes) => nodes && applyToNodes(nodes, events))
    this.#client.setQueryData<readonly Stream[]>(
      queryKeys.streams,
      (streams) => streams && applyToStreams(streams, events),
    )
    this.#client.setQueryData<readonly RollingDrain[]>(
      queryKeys.rollingDrains,
      (runs) => runs && applyToRollingDrains(runs, events),
    )
    applyRunEvents(this.#client, events)
    applySampleEvents(this.#client, events)
    applyToHistories(this.#client, events)
    for (const [key, facts] of this.#client.getQueriesData<readonly Activity[]>({ queryKey: queryKeys.activity })) {
      if (facts !== undefined) this.#client.setQueryData(key, applyToActivity(facts, key[1] as ActivityQuery, events))
    }
    if (reset !== -1 || events.some(({ type }) => type === 'alert.raised' || type === 'alert.cleared')) {
      void this.#client.invalidateQueries({ queryKey: queryKeys.alerts })
    }
    for (const queryKey of listsTouchedBy(events)) void this.#client.invalidateQueries({ queryKey })
    if (reset !== -1) this.#readAnew()
    // The screen is drawn in tasks that are queued by now: this one comes behind them.
    window.setTimeout(() => {
      this.#cost_ms = performance.now() - began
    })
  }

  #readAnew(): void {
    const { cluster, nodes, streams, streamHistories, rollingDrains, runs, eachRun, eachRunLog, activity } = queryKeys
    const missed = [nodes, streams].filter(
      (key) => this.#greeted || (this.#asked.get(key.join()) ?? 0) < this.#opened_at,
    )
    this.#greeted = true
    // A first reading that goes on would be taken for the new one, though it may have begun before the stream did.
    for (const queryKey of missed) {
      void this.#client.cancelQueries({ queryKey }).then(() => this.#client.invalidateQueries({ queryKey }))
    }
    for (const queryKey of [
      ...[cluster, streamHistories, rollingDrains, runs, eachRun, eachRunLog, activity],
      queryKeys.eachNodeHistory,
    ]) {
      void this.#client.invalidateQueries({ queryKey })
    }
  }

  #setOutdated(): void {
    if (this.#outdated) return
    this.#outdated = true
    for (const listener of this.#listeners) listener()
  }

  #sample(): void {
    const nodes = this.#client.getQueryData<readonly Node[]>(queryKeys.nodes)
    const streams = this.#client.getQueryData<readonly Stream[]>(queryKeys.streams)
    if (nodes === undefined || streams === undefined) return
    this.history.add(this.#connection.status === 'live' ? totalsOf(nodes, streams) : null)
  }

  #happen(event: ConnectionEvent): void {
    const { connection, effect } = nextConnection(this.#connection, event, Date.now())
    this.#connection = connection
    if (effect === 'reopen') this.#open()
    if (connection.status === this.#shown.status) return
    this.#shown = connection
    if (connection.status === 'live') {
      // What failed while the origin was away is right again without anybody pressing a button.
      void this.#client.refetchQueries({ predicate: (query) => query.state.status === 'error' })
    }
    for (const listener of this.#listeners) listener()
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is as little understood as JSON of another shape: the schema refuses what this returns.
    return undefined
  }
}
