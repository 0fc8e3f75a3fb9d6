import { Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { OperatorInfo } from '#contract/operators.ts'
import { useRemoveOperator } from '../../../data/operators.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts } from './texts.ts'

/** Takes an operator's way in away, with every session and key of theirs. */
export function RemoveOperator({
  operator,
  onClose,
}: {
  readonly operator: OperatorInfo
  readonly onClose: () => void
}) {
  const { id, name, api_keys } = operator
  const [reason, setReason] = useState('')
  const remove = useRemoveOperator(id)
  const confirm = () =>
    remove.mutate(reason.trim() === '' ? null : reason.trim(), {
      onSuccess: () => {
        notifications.show({ message: texts.removed(name) })
        onClose()
      },
    })
  return (
    <Question
      title={texts.removeTitle(name)}
      confirm={texts.remove}
      dangerous
      pending={remove.isPending}
      failure={remove.error === null ? null : { title: texts.removeFailed, error: remove.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.removeEffect(operator)}</Text>
      {api_keys > 0 && <Text fw={600}>{texts.removeKeys}</Text>}
      <TextInput
        label={texts.reason}
        description={texts.reasonHint}
        maxLength={256}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Question>
  )
}
