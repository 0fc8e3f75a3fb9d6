import { durationSchema, formatDuration, formatSize, sizeSchema } from '#contract/duration.ts'
import type { Setting, SettingText } from '#contract/settings.ts'

/** A setting that can be chosen here. */
export type ChoosableSetting = Setting & { readonly choice: NonNullable<Setting['choice']> }

export const isChoosable = (setting: Setting): setting is ChoosableSetting => setting.choice !== null

/** A value as headwater.yaml would have it, in a field. */
function written(value: Setting['value'], unit: Setting['unit']): string {
  if (value === null) return ''
  if (Array.isArray(value)) return value.join('\n')
  if (typeof value !== 'number') return String(value)
  if (unit === 'ms') return formatDuration(value)
  return unit === 'bytes' ? formatSize(value) : String(value)
}

/** What the field begins with: what was chosen, or what is in effect. */
export function typedAtFirst({ value, unit, choice }: ChoosableSetting): string {
  if (choice.input === 'secret') return ''
  return choice.chosen === null ? written(value, unit) : written(choice.chosen, null)
}

/** What a secret is called where it must not be seen: in a command that does the same. */
export const SECRET_SHOWN = '…'

/** What is chosen, as it may be shown: without a secret, or the password of an address. */
export function shownValue({ name, choice }: ChoosableSetting, value: SettingText | null): SettingText | null {
  if (value === null) return null
  if (choice.input === 'secret') return SECRET_SHOWN
  return name === 'redis' ? String(value).replace(/(:\/\/[^/@]*:)[^@]*@/, `$1${SECRET_SHOWN}@`) : value
}

/** Whether what was chosen before can be chosen again: the page does not know a secret. */
export const canTakeBack = ({ choice: { input, chosen } }: ChoosableSetting) =>
  input !== 'secret' && !(typeof chosen === 'string' && chosen.includes('***'))

/** What the setting is without a choice. */
export function typedByDefault({ default: by_default, unit }: ChoosableSetting): string {
  return written(by_default, unit)
}

/** What was typed as the origin takes it; undefined: it is nothing of the kind. */
export function readTyped({ choice: { input, options } }: ChoosableSetting, typed: string): SettingText | undefined {
  const text = typed.trim()
  switch (input) {
    case 'number':
      return /^-?\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : undefined
    case 'duration':
      return durationSchema.safeParse(text).success ? text : undefined
    case 'size':
      return sizeSchema.safeParse(text).success ? text : undefined
    case 'switch':
      return text === 'true' ? true : text === 'false' ? false : undefined
    case 'one_of':
      return options.includes(text) ? text : undefined
    case 'list':
      return text.split(/[\s,]+/).filter((one) => one !== '')
    case 'text':
    case 'secret':
      return text === '' ? undefined : text
    default:
      return input satisfies never
  }
}
