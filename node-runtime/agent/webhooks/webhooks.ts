import { createHmac, randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { AccessPolicy } from '#contract/access-policy.ts'
import type { NodeId } from '#contract/ids.ts'
import type { MediaProtocol } from '#contract/stream.ts'
import { STREAM_KEY_PARAMETERS } from '#contract/stream-key.ts'
import { WEBHOOK_SIGNATURE_HEADER, type WebhookBody, type WebhookResult } from '#contract/webhook.ts'
import type { AskingViewer } from '../../media/admission.ts'
import { NetworkList } from '../network-list.ts'
import { Turnstile } from './turnstile.ts'
import { postWebhook } from './webhook-request.ts'

/** Asked at one time, and waiting for their turn, at most. */
const MAX_AT_ONCE = 16
const MAX_WAITING = 256
/** An answer counts for the same client and the same wish for so long, in ms. */
const KEEP_MS = { yes: 10_000, no: 3_000 } as const
const MAX_KEPT = 5_000
const MAX_QUERY_FIELDS = 64
const MAX_REASON = 256
/** Of queries: what is the node's own. */
const OWN_PARAMETERS: readonly string[] = ['hop', 'ticket', 'grant', 'session', 'latency']

export interface WebhooksOptions {
  readonly node_id: NodeId
  /** Keys that requests are signed with; none: they are not. */
  readonly keys: (path: AskingViewer['path']) => readonly string[]
  /** Inward networks, as CIDR, that may be asked. */
  readonly networks: () => readonly string[]
  /** How each request ended, for operators. */
  readonly onResult: (policy_id: string, result: WebhookResult) => void
  readonly log: Logger
}

/** Who wants something. */
export interface WebhookAsking {
  readonly path: AskingViewer['path']
  readonly protocol: MediaProtocol
  readonly address: string
  readonly referrer: string | null
  readonly query: string
}

interface Kept {
  readonly answer: Promise<string | null>
  until_ms: number
}

/** Asks the webhooks of access policies, from the node that has the client, so that it works while the origin is away. */
export class Webhooks {
  readonly #options: WebhooksOptions
  readonly #turnstile = new Turnstile(MAX_AT_ONCE, MAX_WAITING)
  readonly #kept = new Map<string, Kept>()

  constructor(options: WebhooksOptions) {
    this.#options = options
  }

  /** @returns why not, for operators; null: yes, or the policy has no webhook for that */
  async refusal(action: 'on_publish' | 'on_play', policy: AccessPolicy, asking: WebhookAsking): Promise<string | null> {
    const url = action === 'on_publish' ? policy.rules.on_publish_url : policy.rules.on_play_url
    if (url === null) return null
    const { path, address, query } = asking
    const name = JSON.stringify([action, policy.id, policy.revision, path, address, query])
    const now_ms = performance.now()
    const kept = this.#kept.get(name)
    if (kept !== undefined && kept.until_ms > now_ms) return await kept.answer
    const answer = this.#ask(action, url, policy, asking)
    const entry: Kept = { answer, until_ms: Number.POSITIVE_INFINITY }
    this.#kept.delete(name)
    this.#kept.set(name, entry)
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value ?? name)
    const refusal = await answer
    entry.until_ms = performance.now() + (refusal === null ? KEEP_MS.yes : KEEP_MS.no)
    return refusal
  }

  async #ask(
    action: 'on_publish' | 'on_play',
    url: string,
    { id, rules }: AccessPolicy,
    asking: WebhookAsking,
  ): Promise<string | null> {
    const signal = AbortSignal.timeout(rules.webhook_timeout_ms)
    let outcome: WebhookResult['outcome'] = 'failed'
    let detail: string
    try {
      const { status, text } = await this.#turnstile.pass(signal, () => this.#post(action, url, asking, signal))
      outcome = status >= 200 && status < 300 ? 'yes' : 'no'
      detail = `${status}${outcome === 'yes' ? '' : reasonIn(text)}`
    } catch (error) {
      detail = signal.aborted ? `no answer within ${rules.webhook_timeout_ms / 1_000} s` : messageOf(error)
    }
    const { node_id, onResult, log } = this.#options
    onResult(id, { action, at: new Date().toISOString(), node_id, outcome, detail: detail.slice(0, 512) })
    if (outcome === 'yes') return null
    const facts = {
      event: 'webhook.refused',
      action,
      stream_path: asking.path,
      address: asking.address,
      outcome,
      detail,
    }
    log.info(facts, `the webhook ${action} of ${asking.path} said no, or nothing`)
    return outcome === 'failed' && rules.webhook_on_failure === 'allow' ? null : detail
  }

  async #post(action: 'on_publish' | 'on_play', url: string, asking: WebhookAsking, signal: AbortSignal) {
    const { node_id, keys, networks } = this.#options
    const { path, address, protocol, referrer, query } = asking
    const [app = '', name = ''] = path.split('/')
    const at = new Date()
    const body: WebhookBody = {
      ...{ action, stream: path, app, name, address, protocol, referrer, node_id },
      query: shownQuery(query),
      session_id: new URLSearchParams(query).get('session') ?? randomUUID(),
      at: at.toISOString(),
    }
    const text = JSON.stringify(body)
    return await postWebhook({
      url,
      body: text,
      headers: signatureOf(text, keys(path), at),
      allowed: new NetworkList(networks()),
      signal,
    })
  }
}

/** The signature header of a body; nothing without a key. */
export function signatureOf(body: string, keys: readonly string[], at: Date): Readonly<Record<string, string>> {
  if (keys.length === 0) return {}
  const t = Math.floor(at.getTime() / 1_000)
  const each = keys.map((key) => `v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`)
  return { [WEBHOOK_SIGNATURE_HEADER]: [`t=${t}`, ...each].join(',') }
}

/** What a webhook hears of a query: all but what is the node's own, and keys, which are nobody else's. */
function shownQuery(query: string): Record<string, string> {
  const hidden: readonly string[] = [...OWN_PARAMETERS, ...STREAM_KEY_PARAMETERS]
  const shown: Record<string, string> = {}
  for (const [name, value] of [...new URLSearchParams(query)].slice(0, MAX_QUERY_FIELDS)) {
    const is_ours = hidden.includes(name) && (OWN_PARAMETERS.includes(name) || value.startsWith('stream_'))
    if (!is_ours && !Object.hasOwn(shown, name)) shown[name] = value
  }
  return shown
}

/** The reason that came along, as `{"reason": ...}` or as text. */
function reasonIn(text: string): string {
  let reason = text.trim()
  try {
    const said: unknown = JSON.parse(text)
    if (typeof said === 'object' && said !== null && 'reason' in said) reason = String(said.reason)
  } catch {
    // It is no JSON: the text is the reason.
  }
  return reason === '' ? '' : `: ${reason.slice(0, MAX_REASON)}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
