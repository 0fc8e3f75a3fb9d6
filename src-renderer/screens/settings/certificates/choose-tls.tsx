import { Checkbox, Radio, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useChooseSettings } from '../../../data/upkeep.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { EquivalentCall } from '../../../parts/equivalent-call.tsx'
import type { ChoosableSetting } from '../cluster/setting-form.ts'
import { texts as about } from '../cluster/setting-texts.ts'
import { ValueField } from '../cluster/value-field.tsx'
import { changeOf, fieldsOf, MODES, type TlsField, type TlsMode, typedFirst } from './tls-form.ts'
import { texts } from './tls-texts.ts'

interface ChooseTlsProps {
  /** Those of `tls` that can be chosen here. */
  readonly settings: ReadonlyMap<string, ChoosableSetting>
  readonly onClose: () => void
}

/** Asks how the origin is to prove who it is, from its next start on. */
export function ChooseTls({ settings, onClose }: ChooseTlsProps) {
  const choose = useChooseSettings()
  const [typed, setTyped] = useState(() => typedFirst(settings))
  const type = (name: string, text: string) => setTyped((before) => ({ ...before, [name]: text }))
  const mode = (typed['tls.mode'] ?? 'own') as TlsMode
  const fields = fieldsOf(mode, typed['tls.acme_challenge'] ?? '')
  const { changes, shown, wrong } = changeOf(settings, typed)
  const disagrees = fields.includes(TERMS) && typed[TERMS] !== 'true'
  return (
    <Question
      title={texts.title}
      confirm={texts.choose}
      ready={Object.keys(changes).length > 0 && wrong.size === 0 && !disagrees}
      pending={choose.isPending}
      failure={choose.error === null ? null : { title: texts.failed, error: choose.error }}
      onConfirm={() =>
        choose.mutate(changes, {
          onSuccess: () => {
            notifications.show({ message: texts.chosen })
            onClose()
          },
        })
      }
      onClose={onClose}
    >
      <Radio.Group label={texts.kind} value={mode} onChange={(one) => type('tls.mode', one)}>
        <Stack gap="xs" mt={6}>
          {MODES.map((one) => (
            <Radio key={one} value={one} label={texts.modes[one].name} description={texts.modes[one].about} />
          ))}
        </Stack>
      </Radio.Group>
      {mode === 'acme' && <Text size="sm">{texts.acmeNeeds}</Text>}
      {fields.map((name) => {
        const setting = settings.get(name)
        if (setting === undefined) return <SetElsewhere key={name} name={name} />
        const text = typed[name] ?? ''
        if (name === TERMS) {
          return (
            <Checkbox
              key={name}
              label={texts.terms}
              checked={text === 'true'}
              onChange={(event) => type(name, String(event.currentTarget.checked))}
            />
          )
        }
        return (
          <ValueField
            key={name}
            setting={setting}
            label={texts.fields[name]}
            about={about[name]}
            optionLabel={texts.optionOf}
            typed={text}
            onType={(next) => type(name, next)}
            wrong={wrong.has(name)}
          />
        )
      })}
      <EquivalentCall label={shared.equivalent} method="PATCH" path="/api/v1/settings" body={{ changes: shown }} />
    </Question>
  )
}

const TERMS = 'tls.acme_terms_agreed'

function SetElsewhere({ name }: { readonly name: TlsField }) {
  return (
    <Text size="sm" c="dimmed">
      {texts.setElsewhere(texts.fields[name], name)}
    </Text>
  )
}
