import type { AccessPolicy } from '#contract/access-policy.ts'
import { webhookUrlSchema } from '#contract/webhook.ts'
import type { AccessRules } from '../../data/stream-access.ts'
import { readNetworks } from './networks.ts'

/** Fields of the dialog that hold networks, as they are typed. */
export const NETWORK_FIELDS = [
  'publish_networks',
  'publish_denied_networks',
  'play_networks',
  'play_denied_networks',
] as const
export type NetworkField = (typeof NETWORK_FIELDS)[number]

/** Fields that hold the address of a webhook. */
export const WEBHOOK_FIELDS = ['on_publish_url', 'on_play_url', 'on_done_url'] as const

/** What stands in the fields of the dialog. */
export interface AccessForm extends Readonly<Record<NetworkField, string>> {
  readonly pattern: string
  readonly publish_with: AccessRules['publish_with']
  readonly play_with: AccessRules['play_with']
  /** Addresses of webhooks; empty: nobody is asked. */
  readonly on_publish_url: string
  readonly on_play_url: string
  readonly on_done_url: string
  readonly webhook_on_failure: AccessRules['webhook_on_failure']
}

/** The fields of a policy, or of a new one for this pattern. */
export function accessFormOf(policy: AccessPolicy | null, pattern: string): AccessForm {
  const typed = (field: NetworkField) => policy?.rules[field]?.join(', ') ?? ''
  return {
    pattern: policy?.pattern ?? pattern,
    publish_with: policy?.rules.publish_with ?? 'key',
    play_with: policy?.rules.play_with ?? 'open',
    on_publish_url: policy?.rules.on_publish_url ?? '',
    on_play_url: policy?.rules.on_play_url ?? '',
    on_done_url: policy?.rules.on_done_url ?? '',
    webhook_on_failure: policy?.rules.webhook_on_failure ?? 'refuse',
    publish_networks: typed('publish_networks'),
    publish_denied_networks: typed('publish_denied_networks'),
    play_networks: typed('play_networks'),
    play_denied_networks: typed('play_denied_networks'),
  }
}

const webhook = (typed: string) => (typed.trim() === '' ? null : typed.trim())

/** Whether an address of a webhook cannot be one. */
export function isWrongWebhook(typed: string): boolean {
  return webhook(typed) !== null && !webhookUrlSchema.safeParse(typed.trim()).success
}

/** Whether a field cannot be read. */
export function isWrong(form: AccessForm, field: NetworkField): boolean {
  return readNetworks(form[field]).wrong
}

/** What is sent: every rule of the dialog, so that an emptied field is as without a policy. */
export function accessBodyOf(form: AccessForm): Partial<AccessRules> & { readonly pattern: string } {
  const networks = (field: NetworkField) => readNetworks(form[field]).networks?.slice() ?? null
  return {
    pattern: form.pattern.trim(),
    publish_with: form.publish_with,
    play_with: form.play_with,
    on_publish_url: webhook(form.on_publish_url),
    on_play_url: webhook(form.on_play_url),
    on_done_url: webhook(form.on_done_url),
    webhook_on_failure: form.webhook_on_failure,
    publish_networks: networks('publish_networks'),
    publish_denied_networks: networks('publish_denied_networks'),
    play_networks: networks('play_networks'),
    play_denied_networks: networks('play_denied_networks'),
  }
}
