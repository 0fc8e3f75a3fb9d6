import { z } from 'zod'
import { originConfigSchema, SECRET_SETTINGS } from '#contract/config.ts'
import { unwrapSetting } from '#contract/config-layers.ts'
import { isDuration, sizeSchema } from '#contract/duration.ts'
import type { SettingChoice } from '#contract/settings.ts'

/** In effect at once. */
export const CHOSEN_AT_ONCE = ['cluster_name', 'advertise_host'] as const
export type ChosenAtOnce = (typeof CHOSEN_AT_ONCE)[number]

/** What `host` can be here: both let in who sits at this machine, so that neither locks them out. */
export const CHOOSABLE_HOSTS = ['127.0.0.1', '0.0.0.0'] as const

/** How the origin's port proves itself. They count together or not at all: half of them could keep the origin from starting. */
export const CHOOSABLE_TLS = [
  'tls.mode',
  'tls.certificate',
  'tls.key',
  'tls.http',
  'tls.hsts',
  'tls.acme_directory',
  'tls.acme_ca',
  'tls.acme_terms_agreed',
  'tls.acme_email',
  'tls.acme_names',
  'tls.node_names',
  'tls.acme_challenge',
  'tls.acme_http_port',
  'tls.acme_eab_key_id',
  'tls.acme_eab_key',
  'tls.dns_server',
  'tls.dns_tsig_name',
  'tls.dns_tsig_algorithm',
  'tls.dns_tsig_secret',
  'tls.dns_wait',
] as const

/**
 * In effect from the next start on. Not here: where the origin keeps its data and its artifacts (they would have to be moved as well), what its
 * node runs with (that goes on while the origin restarts), and the keys of foreign members and boxes, which panel and API make themselves.
 */
export const CHOSEN_FOR_NEXT_START = [
  'host',
  'port',
  ...CHOOSABLE_TLS,
  'redis',
  'allowed_hosts',
  'connections.rate',
  'connections.burst',
  'connections.exempt',
  'heartbeat_interval',
  'suspect_after_missed',
  'offline_after_missed',
  'recover_after_beats',
  'routing.cpu_threshold_percent',
  'routing.cpu_threshold_after',
  'routing.egress_threshold_mbps',
  'routing.subscriber_threshold',
  'routing.when_full',
  'routing.ticket_ttl',
  'routing.candidate_limit',
  'relay_max_hops',
  'relay_max_out',
  'webhook_networks',
  'node_certificate_life',
  'backup_interval',
  'backups_kept',
  'storage_low_free',
  'storage_low_percent',
] as const
export type ChosenForNextStart = (typeof CHOSEN_FOR_NEXT_START)[number]

export type ChoosableSetting = ChosenAtOnce | ChosenForNextStart

export const isChosenAtOnce = (name: string): name is ChosenAtOnce =>
  (CHOSEN_AT_ONCE as readonly string[]).includes(name)

export const isChosenForNextStart = (name: string): name is ChosenForNextStart =>
  (CHOSEN_FOR_NEXT_START as readonly string[]).includes(name)

/** Whether what is chosen may be a secret, or have one in it: it is kept sealed, and shown to nobody. */
export const isSealed = (name: ChoosableSetting): boolean => name === 'redis' || SECRET_SETTINGS.has(name)

/** What a setting may be; undefined: the origin has none of that name. */
export function fieldOf(name: string): z.ZodType | undefined {
  let field: z.ZodType = originConfigSchema
  for (const key of name.split('.')) {
    const section = unwrapSetting(field)
    if (!(section instanceof z.ZodObject) || !Object.hasOwn(section.shape, key)) return undefined
    field = section.shape[key] as z.ZodType
  }
  return field
}

/** What a setting is typed into. */
export function inputOf(name: ChosenForNextStart): Pick<SettingChoice, 'input' | 'options'> {
  if (name === 'host') return { input: 'one_of', options: [...CHOOSABLE_HOSTS] }
  if (SECRET_SETTINGS.has(name)) return { input: 'secret', options: [] }
  const field = fieldOf(name)
  const inner = field === undefined ? undefined : unwrapSetting(field)
  if (inner !== undefined && isDuration(inner)) return { input: 'duration', options: [] }
  if (inner === sizeSchema) return { input: 'size', options: [] }
  if (inner instanceof z.ZodEnum) return { input: 'one_of', options: inner.options.map(String) }
  if (inner instanceof z.ZodNumber) return { input: 'number', options: [] }
  if (inner instanceof z.ZodBoolean) return { input: 'switch', options: [] }
  if (inner instanceof z.ZodArray) return { input: 'list', options: [] }
  return { input: 'text', options: [] }
}
