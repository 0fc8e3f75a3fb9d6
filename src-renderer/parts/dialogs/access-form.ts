import type { AccessPolicy } from '#contract/access-policy.ts'
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

/** What stands in the fields of the dialog. */
export interface AccessForm extends Readonly<Record<NetworkField, string>> {
  readonly pattern: string
  readonly publish_with: AccessRules['publish_with']
}

/** The fields of a policy, or of a new one for this pattern. */
export function accessFormOf(policy: AccessPolicy | null, pattern: string): AccessForm {
  const typed = (field: NetworkField) => policy?.rules[field]?.join(', ') ?? ''
  return {
    pattern: policy?.pattern ?? pattern,
    publish_with: policy?.rules.publish_with ?? 'key',
    publish_networks: typed('publish_networks'),
    publish_denied_networks: typed('publish_denied_networks'),
    play_networks: typed('play_networks'),
    play_denied_networks: typed('play_denied_networks'),
  }
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
    publish_networks: networks('publish_networks'),
    publish_denied_networks: networks('publish_denied_networks'),
    play_networks: networks('play_networks'),
    play_denied_networks: networks('play_denied_networks'),
  }
}
