import { z } from 'zod'
import { type Alerts, alertSchema, alertsSchema } from '#contract/alert.ts'
import { answerOf, clusterInfoSchema } from '#contract/api.ts'
import { EVENTS_ALIVE_INTERVAL_MS, EVENTS_PATH, type LiveEvent, liveEventSchema } from '#contract/live-event.ts'
import { nodeSchema } from '#contract/node.ts'
import { provisioningRunSchema } from '#contract/provisioning-run.ts'
import { rollingDrainSchema } from '#contract/rolling-drain.ts'
import { streamSchema } from '#contract/stream.ts'
import { restartDelay } from '../origin/restart-backoff.ts'
import { type ClusterLists, ClusterPicture } from './cluster-picture.ts'
import type { UnknownReason } from './cluster-problem.ts'
import { EventBlocks } from './event-blocks.ts'

/** What the shell hears of its cluster. */
export interface ClusterListener {
  /** It was read anew, or this event changed it. */
  onPicture(picture: ClusterPicture, event: LiveEvent | null): void
  /** Nothing is known any more, and why. */
  onUnknown(why: UnknownReason): void
}

export interface ClusterWatchOptions {
  /** Asks the origin with the session of the window: `fetch` of Electron's session, Node's in tests. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Base URL of the origin; null: there is none to ask now. */
  readonly originUrl: () => string | null
  readonly listener: ClusterListener
  /** For the log. */
  readonly note: (text: string) => void
}

/** An answer may take so long, in ms. */
const ANSWER_TIMEOUT_MS = 10_000
/** An origin that says nothing for so long is away; a busy computer may be late. */
const SILENCE_MS = 8 * EVENTS_ALIVE_INTERVAL_MS
/** Nobody is signed in: the next look is so much later, in ms. Whoever signs in calls `lookNow`. */
const SIGNED_OUT_MS = 15_000

/** Nobody is signed in in the window. */
class SignedOut extends Error {}

/** The role of whoever is signed in does not reach so far. */
class Forbidden extends Error {}

/** An origin of before does not have it. */
class Missing extends Error {}

/**
 * Follows what the panel follows: the origin's lists and its stream of events, by the session of the window. So a remote
 * origin is watched as the local one is, with no right that its user does not have.
 */
export class ClusterWatch {
  readonly #options: ClusterWatchOptions
  #running: AbortController | null = null
  #wake: (() => void) | null = null

  constructor(options: ClusterWatchOptions) {
    this.#options = options
  }

  start(): void {
    if (this.#running !== null) return
    const running = new AbortController()
    this.#running = running
    void this.#run(running.signal)
  }

  stop(): void {
    this.#running?.abort(new Error('the shell stops watching'))
    this.#running = null
    this.#wake?.()
  }

  /** The origin is another one, or somebody may have signed in: what is followed is given up, and all is read anew. */
  restart(): void {
    if (this.#running === null) return
    this.stop()
    this.start()
  }

  /** Ends a wait between two tries. */
  lookNow(): void {
    this.#wake?.()
  }

  async #run(signal: AbortSignal): Promise<void> {
    const tries = { failures: 0 }
    while (!signal.aborted) await this.#pause(await this.#try(tries, signal), signal)
  }

  /** Follows as long as that works; tells how long to wait before the next try, in ms. */
  async #try(tries: { failures: number }, signal: AbortSignal): Promise<number> {
    const { listener, note, originUrl } = this.#options
    const url = originUrl()
    if (url === null) return SIGNED_OUT_MS
    const onFollowed = () => {
      tries.failures = 0
    }
    try {
      return await this.#follow(url, signal, onFollowed)
    } catch (error) {
      if (signal.aborted) return 0
      if (error instanceof SignedOut) {
        listener.onUnknown('signed_out')
        return SIGNED_OUT_MS
      }
      tries.failures += 1
      if (tries.failures === 1) note(`the cluster is not followed: ${textOf(error)}`)
      listener.onUnknown('no_answer')
      return restartDelay(tries.failures)
    }
  }

  async #pause(delay_ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, delay_ms)
    this.#wake = resolve
    await promise
    clearTimeout(timer)
  }

  /** Follows until the stream ends, which is a failure, too. */
  async #follow(url: string, signal: AbortSignal, onFollowed: () => void): Promise<never> {
    const silence = new AbortController()
    let timer = setTimeout(() => silence.abort(new Error('it is silent')), ANSWER_TIMEOUT_MS)
    try {
      const either = AbortSignal.any([signal, silence.signal])
      const answer = await this.#ask(url, EVENTS_PATH, either, 'text/event-stream')
      if (answer.body === null) throw new Error('it has no events')
      const blocks = new EventBlocks()
      const reader = answer.body.getReader()
      const onAbort = () => void reader.cancel().catch(() => undefined)
      either.addEventListener('abort', onAbort, { once: true })
      let picture: ClusterPicture | null = null
      for (;;) {
        const { done, value } = await reader.read()
        either.throwIfAborted()
        if (done) throw new Error('it ended the stream of events')
        clearTimeout(timer)
        timer = setTimeout(() => silence.abort(new Error('it is silent')), SILENCE_MS)
        for (const { data } of blocks.take(value)) {
          // What an origin of another version says besides is none of the shell's business.
          const parsed = liveEventSchema.safeParse(JSON.parse(data))
          if (!parsed.success) continue
          picture = await this.#take(url, parsed.data, picture, either)
          onFollowed()
        }
      }
    } finally {
      clearTimeout(timer)
      silence.abort(new Error('it is not followed any more'))
    }
  }

  async #take(
    url: string,
    event: LiveEvent,
    picture: ClusterPicture | null,
    signal: AbortSignal,
  ): Promise<ClusterPicture> {
    if (event.type === 'reset' || picture === null) {
      const read = new ClusterPicture(await this.#readLists(url, signal))
      this.#options.listener.onPicture(read, null)
      return read
    }
    if (event.type === 'alive') return picture
    picture.apply(event)
    this.#options.listener.onPicture(picture, event)
    return picture
  }

  async #readLists(url: string, signal: AbortSignal): Promise<ClusterLists> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])
    const read = async <Data extends z.ZodType>(path: string, data: Data): Promise<z.output<Data>> => {
      const answer = await this.#ask(url, `/api/v1/${path}`, within, 'application/json')
      const whole = answerOf(z.unknown()).parse(await answer.json())
      return data.parse(whole.data)
    }
    const [cluster, nodes, streams, runs, rolling_drains, alerts] = await Promise.all([
      read('cluster', clusterInfoSchema),
      read('nodes', listOf(nodeSchema)),
      read('streams', listOf(streamSchema)),
      // Whoever may not see them has none under way.
      read('provisioning-runs?limit=200', listOf(provisioningRunSchema)).catch(noneIfForbidden),
      read('rolling-drains', listOf(rollingDrainSchema)).catch(noneIfForbidden),
      read('alerts?limit=500', alertsAsKnown).catch(noAlerts),
    ])
    return {
      cluster,
      nodes: nodes.items,
      streams: streams.items,
      runs: runs.items,
      rolling_drains: rolling_drains.items,
      alerts: alerts.items.flatMap((alert) => alertSchema.safeParse(alert).data ?? []),
      told: alerts.desktop,
    }
  }

  async #ask(url: string, path: string, signal: AbortSignal, accept: string): Promise<Response> {
    // With the cookies of the window: by itself Electron's fetch sends none.
    const answer = await this.#options.fetch(`${url}${path}`, { credentials: 'include', headers: { accept }, signal })
    if (answer.status === 401) throw new SignedOut(`${path} wants a session`)
    if (answer.status === 403) throw new Forbidden(`${path} is not for this role`)
    if (answer.status === 404) throw new Missing(`${path} is not known`)
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
    return answer
  }
}

function noneIfForbidden(error: unknown): { readonly items: never[] } {
  if (error instanceof Forbidden) return { items: [] }
  throw error
}

const UNHEARD: Alerts['desktop'] = { enabled: false, least_severity: 'warning' }
/** An origin of another version may watch for more than this shell knows, and one of before for nothing. */
const alertsAsKnown = z.object({ items: z.array(z.unknown()), desktop: alertsSchema.shape.desktop.catch(UNHEARD) })

function noAlerts(error: unknown): { readonly items: never[]; readonly desktop: Alerts['desktop'] } {
  if (!(error instanceof Forbidden || error instanceof Missing)) throw error
  return { items: [], desktop: UNHEARD }
}

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
