import { createHmac } from 'node:crypto'
import { WEBHOOK_SIGNATURE_HEADER } from '#contract/webhook.ts'

/** The header by which whoever receives a webhook knows it is ours, one `v1` for each key; empty without a key. */
export function signatureOf(body: string, keys: readonly string[], at: Date): Readonly<Record<string, string>> {
  if (keys.length === 0) return {}
  const t = Math.floor(at.getTime() / 1_000)
  const each = keys.map((key) => `v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`)
  return { [WEBHOOK_SIGNATURE_HEADER]: [`t=${t}`, ...each].join(',') }
}
