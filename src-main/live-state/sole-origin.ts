import type { Logger } from 'pino'
import type { LiveStateStatus } from '#contract/api.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Lease, LiveState } from './live-state.ts'

/** How long the lease holds without being renewed, and the time between two attempts to take it, in ms. */
const LEASE_TTL_MS = 15_000
const RETRY_MS = 5_000
/** The lease of an origin that was killed runs out by itself; only one that outlasts this is another origin's, in ms. */
const CONTESTED_AFTER_MS = 20_000

export interface SoleOriginOptions {
  readonly live: Pick<LiveState, 'lease' | 'status'>
  readonly activity: Pick<ActivityLog, 'record'>
  readonly log: Logger
  /** What the live state of this cluster is kept under. */
  readonly prefix: string
  /** Whether another origin is there is another answer than before. */
  readonly onChanged: () => void
  /** Default: the figures above. */
  readonly times?: { readonly ttl_ms: number; readonly retry_ms: number; readonly contested_after_ms: number }
}

/**
 * Sees whether this origin is the only one that keeps its live state under its prefix: it holds a lease for as long as it runs. Two origins
 * with one configuration would overwrite each other's nodes and streams, and neither would say why. Without Redis nobody else can be
 * there, and a Redis that is away says nothing: what runs goes on in either case.
 */
export class SoleOrigin {
  readonly #options: SoleOriginOptions
  readonly #times: NonNullable<SoleOriginOptions['times']>
  #lease: Lease | null = null
  #refused_since: number | null = null
  #contested = false
  #timer: NodeJS.Timeout | null = null
  #stopped = false

  constructor(options: SoleOriginOptions) {
    this.#options = options
    this.#times = options.times ?? { ttl_ms: LEASE_TTL_MS, retry_ms: RETRY_MS, contested_after_ms: CONTESTED_AFTER_MS }
    void this.#try()
  }

  /** Another origin holds the lease, and has for longer than one that died could. */
  get contested(): boolean {
    return this.#contested
  }

  /** The status of the live state, which is not well while two write it. */
  status(): LiveStateStatus {
    const status = this.#options.live.status()
    if (!this.#contested || status.state !== 'ok') return status
    return { ...status, state: 'degraded', detail: this.#sentence() }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#lease?.[Symbol.asyncDispose]()
  }

  #sentence(): string {
    return `Another origin keeps its live state under ${this.#options.prefix} in the same Redis, and the two overwrite each other. Stop one of them, or give it a Redis or a cluster_id of its own.`
  }

  async #try(): Promise<void> {
    const { live } = this.#options
    const { ttl_ms, contested_after_ms } = this.#times
    const lease = await live.lease('origin', ttl_ms)
    if (this.#stopped) {
      await lease?.[Symbol.asyncDispose]()
      return
    }
    if (lease !== null) {
      this.#lease = lease
      lease.lost.addEventListener('abort', () => this.#lost(), { once: true })
      this.#found(false)
      return
    }
    // Null also where Redis does not answer: then nobody knows, and nothing is said.
    const refused = live.status().state === 'ok'
    const now = performance.now()
    this.#refused_since = refused ? (this.#refused_since ?? now) : null
    if (this.#refused_since !== null && now - this.#refused_since >= contested_after_ms) this.#found(true)
    this.#again()
  }

  #lost(): void {
    this.#lease = null
    if (!this.#stopped) this.#again()
  }

  #again(): void {
    this.#timer = setTimeout(() => void this.#try(), this.#times.retry_ms)
    this.#timer.unref()
  }

  #found(contested: boolean): void {
    if (!contested) this.#refused_since = null
    if (contested === this.#contested) return
    this.#contested = contested
    const { activity, log, prefix, onChanged } = this.#options
    const message = contested ? this.#sentence() : `This origin is the only one under ${prefix} again.`
    log[contested ? 'error' : 'info']({ event: 'live_state.sole_origin', contested, prefix }, message)
    activity.record({
      type: contested ? 'origin.another_found' : 'origin.alone_again',
      severity: contested ? 'error' : 'info',
      ...{ actor: 'origin', node_id: null, stream_path: null, message, data: { prefix } },
    })
    onChanged()
  }
}
