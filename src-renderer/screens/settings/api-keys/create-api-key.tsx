import { Checkbox, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ApiKeyScope } from '#contract/operators.ts'
import { useCreateApiKey } from '../../../data/operators.ts'
import { useRole } from '../../../data/queries.ts'
import { CopyField } from '../../../parts/copy.tsx'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { ShownOnce } from '../../../parts/shown-once.tsx'
import { texts } from './texts.ts'

/** Makes a key for oneself, and shows it this once. */
export function CreateApiKey({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly ApiKeyScope[]>(['read'])
  const [lifetime, setLifetime] = useState('7776000000')
  const is_viewer = useRole() === 'viewer'
  const create = useCreateApiKey()
  if (create.data !== undefined) {
    return (
      <Modal
        opened
        onClose={onClose}
        // A click beside it would lose what is shown once.
        closeOnClickOutside={false}
        title={create.data.name}
        size="lg"
        closeButtonProps={{ 'aria-label': shared.close }}
      >
        <ShownOnce
          text={texts.onceText}
          label={texts.keyLabel}
          value={create.data.key}
          copy={texts.copy}
          done={texts.done}
          onDone={onClose}
        >
          <CopyField
            label={texts.use}
            value={`curl ${window.location.origin}/api/v1/nodes -H "Authorization: Bearer $HEADWATER_API_KEY"`}
            wrap
          />
        </ShownOnce>
      </Modal>
    )
  }
  return (
    <Question
      title={texts.createTitle}
      confirm={texts.make}
      ready={name.trim() !== '' && scopes.length > 0}
      pending={create.isPending}
      failure={create.error === null ? null : { title: texts.createFailed, error: create.error }}
      onConfirm={() =>
        create.mutate({
          name: name.trim(),
          scopes: [...scopes],
          ttl_ms: lifetime === 'never' ? null : Number(lifetime),
        })
      }
      onClose={onClose}
    >
      <TextInput
        label={texts.name}
        description={texts.nameHint}
        required
        data-autofocus
        autoComplete="off"
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox.Group label={texts.may} value={[...scopes]} onChange={(value) => setScopes(value as ApiKeyScope[])}>
        <Stack gap={8} mt={6}>
          {texts.scopeChoices.map(({ value, label, description }) => (
            <Checkbox key={value} value={value} label={label} description={description} />
          ))}
        </Stack>
      </Checkbox.Group>
      {is_viewer && (
        <Text size="sm" c="dimmed">
          {texts.asViewer}
        </Text>
      )}
      <Select
        label={texts.validFor}
        data={[...texts.lifetimes]}
        value={lifetime}
        allowDeselect={false}
        onChange={(value) => setLifetime(value ?? '7776000000')}
      />
    </Question>
  )
}
