import type { Logger } from 'pino'
import type { Alert, AlertWebhookBody, Delivery, Smtp } from '#contract/alert.ts'
import type { Store } from '../store/store.ts'
import type { Channels, KnownChannel } from './channels.ts'
import { mailOf } from './message-text.ts'
import type { Notice } from './notice.ts'

/** How things leave the origin. Both reject in words for an operator, and at the abort of `signal` at the latest. */
export interface Senders {
  /** @returns the status that came back */
  post(url: string, body: string, signing_key: string | null, signal: AbortSignal): Promise<number>
  /** @returns what the server said */
  mail(
    smtp: Smtp,
    password: string | null,
    mail: { subject: string; text: string },
    signal: AbortSignal,
  ): Promise<string>
}

export interface DeliveriesOptions {
  readonly store: Store
  readonly channels: Channels
  readonly senders: Senders
  readonly cluster: () => AlertWebhookBody['cluster']
  /** Base URL of the panel for links. */
  readonly panelUrl: () => string
  readonly log: Logger
  /** Wall clock, in ms. */
  readonly now: () => number
  /** Pauses before the second try and those after it, in ms. */
  readonly retry_after_ms?: readonly number[]
}

/** One try may take so long, in ms. */
const TRY_TIMEOUT_MS = 10_000
const RETRY_AFTER_MS = [5_000, 30_000, 120_000]
/** Notices that wait for one channel at most; the oldest give way. */
const MAX_WAITING = 100
const MAX_KEPT = 500

/** Brings notices to where they are to be heard, channel by channel and in their order, and remembers how that went. */
export class Deliveries {
  readonly #options: DeliveriesOptions
  readonly #waiting = new Map<string, Notice[]>()
  readonly #working = new Map<string, Promise<void>>()
  readonly #stopping = new AbortController()

  constructor(options: DeliveriesOptions) {
    this.#options = options
  }

  /** The newest first. */
  list(limit = 100): Delivery[] {
    const { store } = this.#options
    const { db } = store
    return store.all(db.selectFrom('alert_deliveries').selectAll().orderBy('id', 'desc').limit(limit))
  }

  lastOf(channel_id: string): Delivery | null {
    const { store } = this.#options
    const { db } = store
    const own = db.selectFrom('alert_deliveries').selectAll().where('channel_id', '=', channel_id)
    return store.first(own.orderBy('id', 'desc').limit(1)) ?? null
  }

  /** Has it said by every channel that is on and wants to hear of it. */
  say(notice: Notice): void {
    const is_error = notice.alerts.some(({ severity }) => severity === 'error')
    for (const channel of this.#options.channels.list()) {
      if (!channel.enabled || channel.kind === 'desktop') continue
      if (channel.least_severity === 'error' && !is_error) continue
      this.#enqueue(channel.id, notice)
    }
  }

  /** Says by one channel that it works; the outcome of one single try. */
  async test(channel: KnownChannel): Promise<Delivery> {
    const notice: Notice = { what: 'test', alerts: [] }
    return await this.#tryAndNote(channel, notice, 1)
  }

  /** What the desktop program was told; it hears the live events, so there is nothing that could fail here. */
  noteDesktop(what: Delivery['what'], about: string, listeners: number): Delivery {
    const heard = listeners === 1 ? '1 live event stream is open' : `${listeners} live event streams are open`
    return this.#note({ channel_id: 'desktop', what, about, outcome: 'delivered', attempts: 1, detail: heard })
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.all(this.#working.values())
  }

  #enqueue(channel_id: string, notice: Notice): void {
    const waiting = this.#waiting.get(channel_id) ?? []
    this.#waiting.set(channel_id, waiting)
    waiting.push(notice)
    if (waiting.length > MAX_WAITING) waiting.shift()
    if (this.#working.has(channel_id)) return
    const working = this.#work(channel_id, waiting).finally(() => this.#working.delete(channel_id))
    this.#working.set(channel_id, working)
  }

  async #work(channel_id: string, waiting: Notice[]): Promise<void> {
    const { log } = this.#options
    for (
      let notice = waiting.shift();
      notice !== undefined && !this.#stopping.signal.aborted;
      notice = waiting.shift()
    ) {
      try {
        await this.#deliver(channel_id, notice)
      } catch (error) {
        // The channel was removed meanwhile, or the disk takes nothing: the others go on.
        log.warn({ event: 'alert.not_delivered', err: error, channel_id }, 'an alert was not delivered')
      }
    }
  }

  async #deliver(channel_id: string, notice: Notice): Promise<void> {
    const { channels, retry_after_ms = RETRY_AFTER_MS } = this.#options
    for (let attempt = 1; ; attempt += 1) {
      const { outcome } = await this.#tryAndNote(channels.find(channel_id), notice, attempt)
      const pause_ms = retry_after_ms[attempt - 1]
      if (outcome === 'delivered' || pause_ms === undefined || this.#stopping.signal.aborted) return
      await pause(pause_ms, this.#stopping.signal)
    }
  }

  async #tryAndNote(channel: KnownChannel, notice: Notice, attempts: number): Promise<Delivery> {
    const about = notice.what === 'test' ? 'a test' : aboutOf(notice.alerts)
    const signal = AbortSignal.any([AbortSignal.timeout(TRY_TIMEOUT_MS), this.#stopping.signal])
    const base = { channel_id: channel.id, what: notice.what, about, attempts }
    try {
      const detail = await this.#send(channel, notice, signal)
      return this.#note({ ...base, outcome: 'delivered', detail })
    } catch (error) {
      const late = signal.aborted ? `no answer within ${TRY_TIMEOUT_MS / 1_000} s` : null
      const detail = late ?? (error instanceof Error ? error.message : String(error))
      return this.#note({ ...base, outcome: 'failed', detail: detail.slice(0, 500) })
    }
  }

  async #send(channel: KnownChannel, notice: Notice, signal: AbortSignal): Promise<string> {
    const { channels, senders, cluster, panelUrl, now } = this.#options
    const secret = channels.secretOf(channel.id)
    const at = new Date(now()).toISOString()
    if (channel.kind === 'webhook') {
      const body: AlertWebhookBody = {
        event: `alert.${notice.what}`,
        cluster: cluster(),
        at,
        // Programs tell one from another by `rule`; what is for people is in English there.
        alerts: notice.alerts.map(({ sentences: _, ...alert }) => alert),
      }
      const status = await senders.post(channel.url ?? '', JSON.stringify(body), secret, signal)
      if (status < 200 || status > 299) throw new Error(`it answered ${status}`)
      return `it answered ${status}`
    }
    if (channel.smtp === null) throw new Error('this channel has nowhere to go')
    return await senders.mail(channel.smtp, secret, mailOf(notice, cluster().name, panelUrl()), signal)
  }

  #note(delivery: Omit<Delivery, 'id' | 'at'>): Delivery {
    const { store, now } = this.#options
    const { db } = store
    const row = { ...delivery, at: new Date(now()).toISOString() }
    const inserted = db.insertInto('alert_deliveries').values(row).returningAll()
    const noted = store.first(inserted)
    if (noted === undefined) throw new Error('a delivery was not written')
    store.run(db.deleteFrom('alert_deliveries').where('id', '<=', noted.id - MAX_KEPT))
    return noted
  }
}

/** What it was about, in a line. */
export function aboutOf(alerts: readonly Alert[]): string {
  const [first] = alerts
  if (first === undefined) return 'nothing'
  return alerts.length === 1 ? first.title : `${alerts.length} alerts`
}

function pause(duration_ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) return Promise.resolve()
  const timer = setTimeout(resolve, duration_ms)
  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(timer)
      resolve()
    },
    { once: true },
  )
  return promise
}
