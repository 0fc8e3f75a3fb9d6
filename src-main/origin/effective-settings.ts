import { z } from 'zod'
import { createEnrollmentTokenSchema, DRAIN_DEADLINE_MS } from '#contract/api.ts'
import { type OriginConfig, originConfigSchema, SECRET_SETTINGS } from '#contract/config.ts'
import { unwrapSetting } from '#contract/config-layers.ts'
import { isDuration, sizeSchema } from '#contract/duration.ts'
import { MAX_ENTRY_HOPS } from '#contract/entry.ts'
import { RELAY_ESTABLISH_TIMEOUT_MS } from '#contract/relay-protocol.ts'
import type { Setting, SettingChoice, SettingSource } from '#contract/settings.ts'
import { JOINED_INTERVAL_S, STATS_MAX_BYTES } from '#contract/streamhub-cluster.ts'
import { SYNC_INTERVAL_MS } from '../members/members.ts'
import { FLAP_GUARD, STALE_AFTER_MS } from '../nodes/node-liveness.ts'
import { ANSWER_RETENTION_MS } from '../store/answered-requests.ts'
import { ACTIVITY_RETENTION_MS } from '../store/sqlite-activity-log.ts'
import { allocationWeights } from '../streams/allocation.ts'
import { defaultDataDir } from './default-folders.ts'

/** Says of a setting where its value comes from. */
export type SourceOf = (path: readonly string[]) => SettingSource

/** What {@link effectiveSettings} is told: an origin's configuration, and what was chosen of it. */
export interface SettingsInEffect {
  readonly config: OriginConfig
  readonly sourceOf: SourceOf
  readonly choiceOf: (name: string) => SettingChoice | null
}

/** Every setting of an origin as it is in effect, in the order of the schema, and after them the numbers that cannot be set. */
export function effectiveSettings({ config, sourceOf, choiceOf }: SettingsInEffect): Setting[] {
  const defaults = originConfigSchema.parse({ data_dir: defaultDataDir(process.env) })
  return [...walk(originConfigSchema.shape, [], { config, defaults, sourceOf, choiceOf }), ...fixedNumbers(config)]
}

interface Given extends SettingsInEffect {
  readonly defaults: OriginConfig
}

function walk(shape: z.ZodRawShape, above: readonly string[], given: Given): Setting[] {
  return Object.entries(shape).flatMap(([key, field]) => {
    const path = [...above, key]
    const inner = unwrapSetting(field as z.ZodType)
    return inner instanceof z.ZodObject ? walk(inner.shape, path, given) : [settingOf(path, inner, given)]
  })
}

function settingOf(path: readonly string[], field: z.ZodType, given: Given): Setting {
  const { config, defaults } = given
  const name = path.join('.')
  const secret = SECRET_SETTINGS.has(name)
  const value = at(config, path)
  const shown = value === null ? null : secret ? '(set)' : typeof value === 'string' ? withoutPassword(value) : value
  return {
    ...{ name, value: shown, default: at(defaults, path), unit: unitOf(name, field), secret },
    ...{ source: given.sourceOf(path), choice: given.choiceOf(name) },
  }
}

function at(config: OriginConfig, path: readonly string[]): Setting['value'] {
  const value = path.reduce<unknown>((within, key) => (within as Record<string, unknown> | undefined)?.[key], config)
  return (value ?? null) as Setting['value']
}

function unitOf(name: string, field: z.ZodType): Setting['unit'] {
  if (isDuration(field)) return 'ms'
  if (field === sizeSchema) return 'bytes'
  if (name.endsWith('_percent')) return '%'
  return name.endsWith('_mbps') ? 'Mbit/s' : null
}

/** An address without the password that one of redis:// may carry. */
export function withoutPassword(text: string): string {
  if (!/^rediss?:\/\//.test(text) || !URL.canParse(text)) return text
  const url = new URL(text)
  if (url.password !== '') url.password = '***'
  return url.href
}

/** What else people have to reckon with (contracts/model.md, "Numbers to ship as defaults"). */
function fixedNumbers({ heartbeat_interval, offline_after_missed }: OriginConfig): Setting[] {
  const fixed = (name: string, value: number, unit: Setting['unit'] = null): Setting => ({
    ...{ name, value, unit },
    default: value,
    source: { kind: 'fixed', where: null },
    secret: false,
    choice: null,
  })
  const token = createEnrollmentTokenSchema.parse({})
  return [
    fixed('cluster_api.sync_interval', SYNC_INTERVAL_MS, 'ms'),
    fixed('cluster_api.heartbeat_ttl', heartbeat_interval * offline_after_missed, 'ms'),
    fixed('nodes.stale_after', STALE_AFTER_MS, 'ms'),
    fixed('nodes.flap_losses', FLAP_GUARD.losses),
    fixed('nodes.drain_deadline', DRAIN_DEADLINE_MS, 'ms'),
    fixed('members.heartbeat_interval', JOINED_INTERVAL_S * 1_000, 'ms'),
    fixed('members.stats_size', STATS_MAX_BYTES, 'bytes'),
    fixed('relays.establish_timeout', RELAY_ESTABLISH_TIMEOUT_MS, 'ms'),
    fixed('enrollment_tokens.ttl', token.ttl_ms, 'ms'),
    fixed('enrollment_tokens.usage_limit', token.usage_limit),
    fixed('play.max_hops', MAX_ENTRY_HOPS),
    fixed('idempotency_keys.retention', ANSWER_RETENTION_MS, 'ms'),
    fixed('activity.retention', ACTIVITY_RETENTION_MS, 'ms'),
    ...Object.entries(allocationWeights).map(([part, weight]) => fixed(`allocation.weights.${part}`, weight)),
  ]
}
