import { randomUUID } from 'node:crypto'
import type { AccessPolicy } from '#contract/access-policy.ts'
import { type StreamPath, streamPathSchema } from '#contract/ids.ts'
import type { WebhookBody, WebhookResult } from '#contract/webhook.ts'
import { NetworkList } from '../network-list.ts'
import { postWebhook } from './webhook-request.ts'
import { signatureOf } from './webhook-signature.ts'

export interface WebhookResultsOptions {
  /** Keys that a webhook about this stream is signed with. */
  readonly keys: (path: StreamPath) => readonly string[]
  /** Inward networks, as CIDR, that may be asked. */
  readonly networks: readonly string[]
  readonly clock: () => number
}

/** How the webhooks of access policies answered last: nodes that ask them say so, and the origin tries each when it is set. In memory. */
export class WebhookResults {
  readonly #options: WebhookResultsOptions
  readonly #results = new Map<string, Map<WebhookResult['action'], WebhookResult>>()

  constructor(options: WebhookResultsOptions) {
    this.#options = options
  }

  /** The newest of each action. */
  of(policy_id: string): WebhookResult[] {
    return [...(this.#results.get(policy_id)?.values() ?? [])]
  }

  say(policy_id: string, result: WebhookResult): void {
    const known = this.#results.get(policy_id) ?? new Map<WebhookResult['action'], WebhookResult>()
    this.#results.set(policy_id, known.set(result.action, result))
  }

  forget(policy_id: string): void {
    this.#results.delete(policy_id)
  }

  /** Tries every webhook of a policy; what they answer opens nothing. @returns null: it has none */
  async test({ id, pattern, rules }: AccessPolicy): Promise<WebhookResult | null> {
    const urls = new Set([rules.on_publish_url, rules.on_play_url, rules.on_done_url].filter((url) => url !== null))
    if (urls.size === 0) return null
    const each = await Promise.all([...urls].map((url) => this.#try(url, pattern, rules.webhook_timeout_ms)))
    const outcome = each.find((one) => one.outcome === 'failed')?.outcome ?? 'yes'
    const detail = each.map((one) => `${one.host}: ${one.detail}`).join('; ')
    const at = new Date(this.#options.clock()).toISOString()
    const result: WebhookResult = { action: 'test', at, node_id: null, outcome, detail: detail.slice(0, 512) }
    this.say(id, result)
    return result
  }

  async #try(url: string, pattern: string, timeout_ms: number) {
    const { keys, networks, clock } = this.#options
    const { host } = new URL(url)
    const stream = streamPathSchema.catch('test/test' as StreamPath).parse(pattern.replace('*', 'test'))
    const [app = '', name = ''] = stream.split('/')
    const at = new Date(clock())
    const body: WebhookBody = {
      ...{ action: 'test', stream, app, name, address: '192.0.2.1', protocol: 'hls', query: {}, referrer: null },
      ...{ node_id: null, session_id: randomUUID(), at: at.toISOString() },
    }
    const text = JSON.stringify(body)
    const signal = AbortSignal.timeout(timeout_ms)
    try {
      const headers = signatureOf(text, keys(stream), at)
      const { status } = await postWebhook({ url, body: text, headers, allowed: new NetworkList(networks), signal })
      return { host, outcome: 'yes' as const, detail: `answered ${status}` }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return {
        host,
        outcome: 'failed' as const,
        detail: signal.aborted ? `no answer within ${timeout_ms / 1_000} s` : why,
      }
    }
  }
}
