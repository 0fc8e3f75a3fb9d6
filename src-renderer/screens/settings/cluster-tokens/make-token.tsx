import { Modal, Select, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ClusterTokenInfo } from '#contract/cluster-token.ts'
import { useCreateClusterToken, useRotateClusterToken } from '../../../data/cluster-tokens.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { ShownOnce } from '../../../parts/shown-once.tsx'
import { texts } from './texts.ts'

/** Makes a token, and shows it this once. */
export function CreateClusterToken({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const [lifetime, setLifetime] = useState('2160h')
  const create = useCreateClusterToken()
  if (create.data !== undefined) return <Made name={create.data.name} token={create.data.token} onClose={onClose} />
  return (
    <Question
      title={texts.createTitle}
      confirm={texts.make}
      ready={name.trim() !== ''}
      pending={create.isPending}
      failure={create.error === null ? null : { title: texts.createFailed, error: create.error }}
      onConfirm={() => create.mutate({ name: name.trim(), ...(lifetime === 'never' ? {} : { ttl: lifetime }) })}
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
        onChange={(value) => setLifetime(value ?? '2160h')}
      />
    </Question>
  )
}

interface RotateProps {
  readonly token: ClusterTokenInfo
  readonly onClose: () => void
}

/** Makes another in place of a token; both are good for a while. */
export function RotateClusterToken({ token: { id, name }, onClose }: RotateProps) {
  const [overlap, setOverlap] = useState('24h')
  const rotate = useRotateClusterToken(id)
  if (rotate.data !== undefined) return <Made name={name} token={rotate.data.token} onClose={onClose} />
  return (
    <Question
      title={texts.rotateTitle(name)}
      confirm={texts.rotate}
      pending={rotate.isPending}
      failure={rotate.error === null ? null : { title: texts.rotateFailed, error: rotate.error }}
      onConfirm={() => rotate.mutate(overlap)}
      onClose={onClose}
    >
      <Text>{texts.rotateEffect}</Text>
      <Select
        label={texts.overlap}
        data={[...texts.overlaps]}
        value={overlap}
        allowDeselect={false}
        onChange={(value) => setOverlap(value ?? '24h')}
      />
    </Question>
  )
}

interface MadeProps {
  readonly name: string
  readonly token: string
  readonly onClose: () => void
}

function Made({ name, token, onClose }: MadeProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      // A click beside it would lose what is shown once.
      closeOnClickOutside={false}
      title={name}
      size="lg"
      closeButtonProps={{ 'aria-label': shared.close }}
    >
      <ShownOnce
        text={texts.onceText}
        label={texts.tokenLabel}
        value={token}
        copy={texts.copy}
        done={texts.done}
        onDone={onClose}
      />
    </Modal>
  )
}
