import { Anchor, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useChooseSettings } from '../../../data/upkeep.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { EquivalentCall } from '../../../parts/equivalent-call.tsx'
import { showUndoable } from '../../../parts/undoable.tsx'
import {
  type ChoosableSetting,
  canTakeBack,
  readTyped,
  shownValue,
  typedAtFirst,
  typedByDefault,
} from './setting-form.ts'
import { texts as about } from './setting-texts.ts'
import { valueWords } from './setting-words.ts'
import { texts } from './texts.ts'
import { ValueField } from './value-field.tsx'

/** Asks for another value of a setting, for the next start of the origin. */
export function ChooseSetting({
  setting,
  onClose,
}: {
  readonly setting: ChoosableSetting
  readonly onClose: () => void
}) {
  const { name, unit } = setting
  const choose = useChooseSettings()
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
        const before = setting.choice.chosen
        choose.mutate(
          { [name]: value },
          {
            onSuccess: () => {
              if (canTakeBack(setting)) showUndoable(texts.chosen(name), () => choose.mutateAsync({ [name]: before }))
              else notifications.show({ message: texts.chosen(name) })
              onClose()
            },
          },
        )
      }}
      onClose={onClose}
    >
      {name in about && <Text>{about[name as keyof typeof about]}</Text>}
      <ValueField setting={setting} label={texts.newValue} typed={typed} onType={setTyped} wrong={wrong} focus />
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
        body={{ changes: { [name]: shownValue(setting, value ?? null) } }}
      />
    </Question>
  )
}
