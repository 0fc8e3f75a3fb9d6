import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { OperatorInfo } from '#contract/operators.ts'
import { useChangeOperator } from '../../../data/operators.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { RoleChoice } from './role-choice.tsx'
import { texts } from './texts.ts'

/** Gives an operator another role. */
export function ChangeRole({ operator, onClose }: { readonly operator: OperatorInfo; readonly onClose: () => void }) {
  const { id, name } = operator
  const [role, setRole] = useState(operator.role)
  const change = useChangeOperator(id)
  const confirm = () =>
    change.mutate(
      { role },
      {
        onSuccess: () => {
          notifications.show({ message: texts.changed(name, role) })
          onClose()
        },
      },
    )
  return (
    <Question
      title={texts.changeTitle(name)}
      confirm={texts.changeConfirm}
      ready={role !== operator.role}
      pending={change.isPending}
      failure={change.error === null ? null : { title: texts.changeFailed, error: change.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <RoleChoice value={role} onChange={setRole} />
      <Text size="sm" c="dimmed">
        {texts.changeEffect}
      </Text>
    </Question>
  )
}
