import type { Logger } from 'pino'
import type { AccessPolicy } from '#contract/access-policy.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { WebhookBody, WebhookResult } from '#contract/webhook.ts'
import type { StreamDirectory } from '../../media/stream-directory.ts'
import { pause } from '../backoff.ts'
import { NetworkList } from '../network-list.ts'
import { Turnstile } from './turnstile.ts'
import { postWebhook } from './webhook-request.ts'
import { signatureOf } from './webhooks.ts'

/** Told at one time, and kept until they are told, at most; of more, the newest are not told. */
const MAX_AT_ONCE = 4
const MAX_KEPT = 256
/** Waits before each try, in ms: five tries within six minutes. */
const WAITS_MS = [0, 2_000, 10_000, 60_000, 300_000] as const
/** A node that stops lets what was not tried yet be tried once, for so long at most, in ms. */
const STOP_PATIENCE_MS = 2_000

export interface DoneWebhooksOptions {
  readonly node_id: NodeId
  readonly directory: Pick<StreamDirectory, 'on'>
  readonly policyOf: (path: StreamPath) => AccessPolicy | null
  /** Keys that requests are signed with; none: they are not. */
  readonly keys: (path: StreamPath) => readonly string[]
  /** Inward networks, as CIDR, that may be told. */
  readonly networks: () => readonly string[]
  /** How each request ended, for operators. */
  readonly onResult: (policy_id: string, result: WebhookResult) => void
  readonly log: Logger
  /** Default {@link WAITS_MS}. */
  readonly waits_ms?: readonly number[]
}

/** Whose session is over. */
interface Ending {
  readonly path: StreamPath
  readonly session_id: string
  readonly origin: { readonly protocol: WebhookBody['protocol']; readonly address: string }
  readonly reason: string
}

/**
 * Tells the webhook `on_done` of a policy that a publisher's session is over. Nothing waits for it: what is not told at once is tried again for
 * a while, and forgotten with the node.
 */
export class DoneWebhooks {
  readonly #options: DoneWebhooksOptions
  readonly #turnstile = new Turnstile(MAX_AT_ONCE, MAX_KEPT)
  readonly #stopping = new AbortController()
  readonly #first_tries = new Set<Promise<unknown>>()
  readonly #unlisten: readonly (() => void)[]
  #kept = 0

  constructor(options: DoneWebhooksOptions) {
    this.#options = options
    const { directory } = options
    const over: Parameters<typeof directory.on<'ended'>>[1] = ({ path, session_id, origin }, reason) => {
      if (origin.kind === 'publisher') this.#over({ path, session_id, origin, reason })
    }
    this.#unlisten = [directory.on('left', over), directory.on('ended', over)]
  }

  /** How many are waited for. */
  get kept(): number {
    return this.#kept
  }

  /** Gives what was not tried yet one try, and forgets the rest. */
  async stop(): Promise<void> {
    for (const end of this.#unlisten) end()
    const patience = setTimeout(() => this.#stopping.abort(), STOP_PATIENCE_MS)
    await Promise.allSettled(this.#first_tries)
    clearTimeout(patience)
    this.#stopping.abort()
  }

  #over(ending: Ending): void {
    const policy = this.#options.policyOf(ending.path)
    const url = policy?.rules.on_done_url ?? null
    if (policy === null || url === null) return
    if (this.#kept >= MAX_KEPT) {
      this.#tell(policy, 'failed', `${MAX_KEPT} others wait already to be told`)
      return
    }
    this.#kept += 1
    const body = this.#body(ending)
    void this.#keepTelling(policy, url, ending, body).finally(() => {
      this.#kept -= 1
    })
  }

  async #keepTelling(policy: AccessPolicy, url: string, { path }: Ending, body: string): Promise<void> {
    const waits = this.#options.waits_ms ?? WAITS_MS
    for (const [tried, wait_ms] of waits.entries()) {
      if (tried > 0) await pause(wait_ms, this.#stopping.signal)
      if (this.#stopping.signal.aborted) return
      const attempt = this.#try(policy, url, path, body)
      if (tried === 0) {
        this.#first_tries.add(attempt)
        void attempt.finally(() => this.#first_tries.delete(attempt))
      }
      const { outcome, detail } = await attempt
      const is_last = outcome !== 'failed' || tried === waits.length - 1
      this.#tell(policy, outcome, is_last ? detail : `${detail}; it is tried again`)
      if (outcome !== 'failed') return
      const facts = { event: 'webhook.not_told', stream_path: path, tried: tried + 1, detail }
      this.#options.log.info(facts, `the webhook on_done of ${path} was not told: ${detail}`)
    }
  }

  async #try(policy: AccessPolicy, url: string, path: StreamPath, body: string) {
    const { keys, networks } = this.#options
    const { webhook_timeout_ms } = policy.rules
    const { signal: stopping } = this.#stopping
    // From its own turn on: waiting for others is no fault of who is asked.
    let late: AbortSignal | null = null
    try {
      const { status } = await this.#turnstile.pass(stopping, () => {
        late = AbortSignal.timeout(webhook_timeout_ms)
        return postWebhook({
          url,
          body,
          headers: signatureOf(body, keys(path), new Date()),
          allowed: new NetworkList(networks()),
          signal: AbortSignal.any([late, stopping]),
        })
      })
      // Who is busy or broken is told again; who says that it is wrong is not.
      const is_passing = status >= 500 || status === 429 || status === 408
      const outcome = status >= 200 && status < 300 ? 'yes' : is_passing ? 'failed' : 'no'
      return { outcome, detail: `${status}` } as const
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return {
        outcome: 'failed',
        detail: isAborted(late) ? `no answer within ${webhook_timeout_ms / 1_000} s` : why,
      } as const
    }
  }

  #body({ path, session_id, origin, reason }: Ending): string {
    const [app = '', name = ''] = path.split('/')
    const body: WebhookBody = {
      ...{ action: 'on_done', stream: path, app, name, address: origin.address, protocol: origin.protocol },
      ...{ query: {}, referrer: null, node_id: this.#options.node_id, session_id },
      ...{ at: new Date().toISOString(), reason: reason.slice(0, 512) },
    }
    return JSON.stringify(body)
  }

  #tell({ id }: AccessPolicy, outcome: WebhookResult['outcome'], detail: string): void {
    const { node_id, onResult } = this.#options
    const at = new Date().toISOString()
    onResult(id, { action: 'on_done', at, node_id, outcome, detail: detail.slice(0, 512) })
  }
}

const isAborted = (signal: AbortSignal | null) => signal?.aborted === true
