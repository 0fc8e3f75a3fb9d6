import { formatDuration } from '#contract/duration.ts'
import type { Setting } from '#contract/settings.ts'
import { formatBytes, formatCount } from '../../../parts/format.ts'
import { texts } from './texts.ts'

/** A value as headwater.yaml would have it, or as people say that there is none. */
export function valueWords(value: Setting['value'], unit: Setting['unit']): string {
  if (value === null) return texts.notSet
  if (value === '(set)') return texts.secretSet
  if (typeof value === 'boolean') return value ? texts.yes : texts.no
  if (typeof value === 'object') return value.length === 0 ? texts.none : value.join(', ')
  if (typeof value === 'string') return value === '' ? texts.none : value
  if (unit === 'ms') return formatDuration(value)
  if (unit === 'bytes') return formatBytes(value)
  // Ports and the like are no figures to be grouped.
  if (unit === null) return value < 100_000 ? String(value) : formatCount(value)
  return `${value} ${unit}`
}

/** What a setting will be from the next start on. */
export function nextWords({ chosen }: NonNullable<Setting['choice']>): string {
  return chosen === null ? texts.nextDefault : texts.next(valueWords(chosen, null))
}

/** Where a value comes from, in a word or two, and where exactly; null: that is all there is to say. */
export function sourceWords({ kind, where }: Setting['source']): {
  readonly by: string
  readonly where: string | null
} {
  if (kind === 'default') return { by: texts.byDefault, where: null }
  if (kind === 'fixed') return { by: texts.fixed, where: null }
  return { by: texts.sources[kind], where }
}

/** Settings under one heading. */
export interface SettingGroup {
  /** First word of their names; empty: they stand alone. */
  readonly name: string
  readonly settings: readonly Setting[]
}

/** Those that match what was typed, under the first word of their names; those that stand alone come first. */
export function groupsOf(settings: readonly Setting[], typed: string, only_set: boolean): readonly SettingGroup[] {
  const wanted = typed.trim().toLowerCase()
  const found = settings.filter((setting) => {
    if (only_set && (setting.source.kind === 'default' || setting.source.kind === 'fixed')) return false
    return wanted === '' || wordsOf(setting).includes(wanted)
  })
  const groups = Map.groupBy(found, ({ name }) => (name.includes('.') ? name.slice(0, name.indexOf('.')) : ''))
  return [...groups]
    .map(([name, of_group]) => ({ name, settings: of_group }))
    .toSorted((one, other) => Number(one.name !== '') - Number(other.name !== ''))
}

function wordsOf({ name, value, unit, source }: Setting): string {
  return `${name} ${valueWords(value, unit)} ${source.where ?? ''}`.toLowerCase()
}
