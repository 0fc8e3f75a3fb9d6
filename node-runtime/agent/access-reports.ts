import type { NodeMessage } from '#contract/control-channel.ts'
import { type AccessRefusalReason, type AccessRefusals, MAX_REPORTED } from '#contract/told-access.ts'
import type { WebhookResult } from '#contract/webhook.ts'

/** The first refusals are told soon, those behind them once in such a time, in ms. */
const SOON_MS = 1_000
const INTERVAL_MS = 30_000

export interface AccessReportsOptions {
  /** @returns whether it was sent */
  readonly send: (message: NodeMessage) => boolean
  /** The origin takes such reports. */
  readonly taken: () => boolean
}

/** Counts who was refused and how webhooks answered, and tells the origin in batches: never more than one a while, and bounded. */
export class AccessReports {
  readonly #options: AccessReportsOptions
  readonly #refusals = new Map<string, AccessRefusals>()
  readonly #webhooks = new Map<string, WebhookResult & { readonly policy_id: string }>()
  readonly #totals = new Map<string, number>()
  #timer: NodeJS.Timeout | null = null
  #sent_at_ms = Number.NEGATIVE_INFINITY

  constructor(options: AccessReportsOptions) {
    this.#options = options
  }

  /** Since the node started, by what was wanted and why not. */
  get totals(): readonly { readonly kind: string; readonly reason: string; readonly count: number }[] {
    return [...this.#totals].map(([name, count]) => {
      const [kind = '', reason = ''] = name.split(' ')
      return { kind, reason, count }
    })
  }

  refused(refusal: AccessRefusals): void {
    const { kind, reason, stream_path } = refusal
    const total = `${kind} ${reason satisfies AccessRefusalReason}`
    this.#totals.set(total, (this.#totals.get(total) ?? 0) + 1)
    const name = `${total} ${stream_path}`
    const before = this.#refusals.get(name)
    if (before === undefined && this.#refusals.size >= MAX_REPORTED) return
    const { address, detail } = refusal
    this.#refusals.set(name, {
      ...{ ...refusal, count: (before?.count ?? 0) + refusal.count },
      ...{ address: address.slice(0, 64), detail: detail.slice(0, 512) },
    })
    this.#soon()
  }

  asked(policy_id: string, result: WebhookResult): void {
    const name = `${policy_id} ${result.action}`
    if (!this.#webhooks.has(name) && this.#webhooks.size >= MAX_REPORTED) return
    this.#webhooks.set(name, { ...result, policy_id })
    this.#soon()
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#flush()
  }

  #soon(): void {
    if (this.#timer !== null) return
    const since_ms = performance.now() - this.#sent_at_ms
    this.#timer = setTimeout(() => this.#flush(), Math.max(SOON_MS, INTERVAL_MS - since_ms))
    this.#timer.unref()
  }

  /** What cannot be sent now stays, and is told with what comes next. */
  #flush(): void {
    this.#timer = null
    if (this.#refusals.size + this.#webhooks.size === 0 || !this.#options.taken()) return
    const report = { refusals: [...this.#refusals.values()], webhooks: [...this.#webhooks.values()] }
    if (!this.#options.send({ type: 'access_report', ...report })) return
    this.#sent_at_ms = performance.now()
    this.#refusals.clear()
    this.#webhooks.clear()
  }
}
