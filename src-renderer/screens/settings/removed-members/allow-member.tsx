import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { RemovedNode } from '#contract/removed-node.ts'
import { useAllowMember } from '../../../data/upkeep.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { EquivalentCall } from '../../../parts/equivalent-call.tsx'
import { texts } from './texts.ts'

/** Lets a member of another make join again. */
export function AllowMember({ member, onClose }: { readonly member: RemovedNode; readonly onClose: () => void }) {
  const { id, name } = member
  const allow = useAllowMember()
  const confirm = () =>
    allow.mutate(id, {
      onSuccess: () => {
        notifications.show({ message: texts.allowed(name) })
        onClose()
      },
    })
  return (
    <Question
      title={texts.allowTitle(name)}
      confirm={texts.allow}
      pending={allow.isPending}
      failure={allow.error === null ? null : { title: texts.allowFailed(name), error: allow.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.allowEffect}</Text>
      <EquivalentCall label={shared.equivalent} method="POST" path={`/api/v1/cluster/nodes/${id}/allow`} />
    </Question>
  )
}
