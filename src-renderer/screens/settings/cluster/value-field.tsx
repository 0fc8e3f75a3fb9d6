import { PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import type { ChoosableSetting } from './setting-form.ts'
import { texts } from './texts.ts'

interface ValueFieldProps {
  readonly setting: ChoosableSetting
  readonly label: string
  /** What it is about; absent: the form that it has. */
  readonly about?: string
  /** What an option is called; absent: as headwater.yaml has it. */
  readonly optionLabel?: (option: string) => string
  readonly typed: string
  readonly onType: (typed: string) => void
  readonly wrong: boolean
  /** The one that is typed into first. */
  readonly focus?: boolean
}

/** What a choice has in the list that is none. */
const UNSET = '-'
const yes = { value: 'true', label: texts.yes }
const no = { value: 'false', label: texts.no }

/** A field for what fits a setting. */
export function ValueField({ setting, label, about, optionLabel, typed, onType, wrong, focus }: ValueFieldProps) {
  const { choice, unit, value } = setting
  const { input, options } = choice
  const common = { label, ...(focus === true ? { 'data-autofocus': true } : {}) }
  if (input === 'one_of' || input === 'switch') {
    const choices = options.map((option) => ({ value: option, label: optionLabel?.(option) ?? option }))
    // Without a default of its own it is found by the origin.
    const unset = setting.default === null ? [{ value: UNSET, label: texts.asItFits }] : []
    const data = input === 'switch' ? [yes, no] : [...unset, ...choices]
    return (
      <Select
        {...common}
        description={about}
        data={data}
        value={typed === '' ? UNSET : typed}
        allowDeselect={false}
        onChange={(one) => onType(one === UNSET ? '' : (one ?? ''))}
      />
    )
  }
  const form = unit === null || input === 'duration' || input === 'size' ? texts.forms[input] : unit
  const field = {
    ...common,
    description: about ?? form,
    error: wrong ? texts.wrongForm[input] : null,
    value: typed,
    spellCheck: false,
  }
  if (input === 'list') {
    return (
      <Textarea {...field} autosize minRows={3} maxRows={10} onChange={(event) => onType(event.currentTarget.value)} />
    )
  }
  if (input === 'secret') {
    return (
      <PasswordInput
        {...field}
        autoComplete="off"
        placeholder={choice.chosen === null && value === null ? '' : texts.secretSet}
        onChange={(event) => onType(event.currentTarget.value)}
      />
    )
  }
  return (
    <TextInput
      {...field}
      inputMode={input === 'number' ? 'decimal' : 'text'}
      onChange={(event) => onType(event.currentTarget.value)}
    />
  )
}
