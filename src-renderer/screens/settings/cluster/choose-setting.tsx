import { Anchor, Select, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChooseSetting } from '../../../data/upkeep.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { EquivalentCall } from '../../../parts/equivalent-call.tsx'
import { showUndoable } from '../../../parts/undoable.tsx'
import { type ChoosableSetting, readTyped, typedAtFirst, typedByDefault } from './setting-form.ts'
import { texts as about } from './setting-texts.ts'
import { valueWords } from './setting-words.ts'
import { texts } from './texts.ts'

/** Asks for another value of a setting, for the next start of the origin. */
export function ChooseSetting({
  setting,
  onClose,
}: {
  readonly setting: ChoosableSetting
  readonly onClose: () => void
}) {
  const { name, unit } = setting
  const choose = useChooseSetting(name)
  const [typed, setTyped] = useState(() => typedAtFirst(setting))
  const by_default = typedByDefault(setting)
  // By default: then a later version's default counts, too.
  const value = typed.trim() === by_default ? null : readTyped(setting, typed)
  const wrong = value === undefined && typed.trim() !== ''
  return (
    <Question
      title={texts.chooseTitle(name)}
      confirm={texts.choose}
      ready={value !== undefined && (value !== null || setting.choice.chosen !== null)}
      pending={choose.isPending}
      failure={choose.error === null ? null : { title: texts.chooseFailed, error: choose.error }}
      onConfirm={() => {
        if (value === undefined) return
        choose.mutate(value, {
          onSuccess: () => {
            showUndoable(texts.chosen(name), () => choose.mutateAsync(setting.choice.chosen))
            onClose()
          },
        })
      }}
      onClose={onClose}
    >
      {name in about && <Text>{about[name as keyof typeof about]}</Text>}
      <ValueField setting={setting} typed={typed} onType={setTyped} wrong={wrong} />
      <Text size="sm" c="dimmed">
        {texts.defaultIs(valueWords(setting.default, unit))}{' '}
        {typed.trim() !== by_default && (
          <Anchor component="button" type="button" size="sm" onClick={() => setTyped(by_default)}>
            {texts.useDefault}
          </Anchor>
        )}
      </Text>
      <EquivalentCall
        label={shared.equivalent}
        method="PATCH"
        path="/api/v1/settings"
        body={{ changes: { [name]: value ?? null } }}
      />
    </Question>
  )
}

interface ValueFieldProps {
  readonly setting: ChoosableSetting
  readonly typed: string
  readonly onType: (typed: string) => void
  readonly wrong: boolean
}

function ValueField({ setting: { choice, unit }, typed, onType, wrong }: ValueFieldProps) {
  const { input, options } = choice
  const common = { label: texts.newValue, 'data-autofocus': true }
  if (input === 'one_of' || input === 'switch') {
    const data =
      input === 'one_of'
        ? [...options]
        : [
            { value: 'true', label: texts.yes },
            { value: 'false', label: texts.no },
          ]
    return <Select {...common} data={data} value={typed} allowDeselect={false} onChange={(one) => onType(one ?? '')} />
  }
  const field = {
    ...common,
    description: unit === null || input === 'duration' || input === 'size' ? texts.forms[input] : unit,
    error: wrong ? texts.wrongForm[input] : null,
    value: typed,
    spellCheck: false,
  }
  if (input === 'list') {
    return (
      <Textarea {...field} autosize minRows={3} maxRows={10} onChange={(event) => onType(event.currentTarget.value)} />
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
