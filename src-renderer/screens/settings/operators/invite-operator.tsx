import { Modal, Select, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { OperatorRole } from '#contract/operators.ts'
import { useInviteOperator } from '../../../data/operators.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { formatDateTime } from '../../../parts/format.ts'
import { ShownOnce } from '../../../parts/shown-once.tsx'
import { RoleChoice } from './role-choice.tsx'
import { texts } from './texts.ts'

/** Makes an operator and the link by which they come in for the first time. */
export function InviteOperator({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const [role, setRole] = useState<OperatorRole>('operator')
  const [lifetime, setLifetime] = useState('259200000')
  const invite = useInviteOperator()
  if (invite.data !== undefined) {
    return (
      <LinkShown
        title={texts.inviteTitle}
        name={invite.data.operator.name}
        url={invite.data.sign_in_url}
        expires_at={invite.data.expires_at}
        onClose={onClose}
      />
    )
  }
  return (
    <Question
      title={texts.inviteTitle}
      confirm={texts.makeInvitation}
      ready={name.trim() !== ''}
      pending={invite.isPending}
      failure={invite.error === null ? null : { title: texts.inviteFailed, error: invite.error }}
      onConfirm={() => invite.mutate({ name: name.trim(), role, ttl_ms: Number(lifetime) })}
      onClose={onClose}
    >
      <Text>{texts.inviteIntro}</Text>
      <TextInput
        label={texts.name}
        description={texts.nameHint}
        required
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <RoleChoice value={role} onChange={setRole} />
      <Select
        label={texts.validFor}
        data={[...texts.lifetimes]}
        value={lifetime}
        allowDeselect={false}
        onChange={(value) => setLifetime(value ?? '259200000')}
      />
    </Question>
  )
}

interface LinkShownProps {
  readonly title: string
  readonly name: string
  readonly url: string
  readonly expires_at: string
  readonly onClose: () => void
}

/** A sign-in link of somebody else, this once. */
export function LinkShown({ title, name, url, expires_at, onClose }: LinkShownProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      // A click beside it would lose what is shown once.
      closeOnClickOutside={false}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': shared.close }}
    >
      <ShownOnce
        text={texts.onceText(name)}
        label={texts.linkLabel}
        value={url}
        copy={texts.copyLink}
        done={texts.done}
        onDone={onClose}
      >
        <Text size="sm" c="dimmed">
          {texts.linkUntil(formatDateTime(expires_at))}
        </Text>
      </ShownOnce>
    </Modal>
  )
}
