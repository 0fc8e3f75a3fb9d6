import { Modal, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCreateWallLink } from '../../../data/wall-links.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { ShownOnce } from '../../../parts/shown-once.tsx'
import { texts } from './texts.ts'

/** Makes a link for a screen, and shows it this once. */
export function CreateWallLink({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const [lifetime, setLifetime] = useState('2592000000')
  const create = useCreateWallLink()
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
          label={texts.linkLabel}
          value={create.data.wall_url}
          copy={texts.copy}
          done={texts.done}
          onDone={onClose}
        />
      </Modal>
    )
  }
  return (
    <Question
      title={texts.createTitle}
      confirm={texts.make}
      ready={name.trim() !== ''}
      pending={create.isPending}
      failure={create.error === null ? null : { title: texts.createFailed, error: create.error }}
      onConfirm={() => create.mutate({ name: name.trim(), ttl_ms: Number(lifetime) })}
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
      <Select
        label={texts.validFor}
        data={[...texts.lifetimes]}
        value={lifetime}
        allowDeselect={false}
        onChange={(value) => setLifetime(value ?? '2592000000')}
      />
    </Question>
  )
}
