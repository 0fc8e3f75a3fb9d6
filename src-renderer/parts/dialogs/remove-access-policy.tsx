import { Text } from '@mantine/core'
import { useAccessPolicies, useRemoveAccessPolicy, useSaveAccessPolicy } from '../../data/stream-access.ts'
import { texts as summaryTexts } from '../access-summary-texts.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { showUndoable } from '../undoable.tsx'
import { texts } from './access-texts.ts'
import { Question } from './question.tsx'
import { texts as shared } from './texts.ts'

/** Removes an access policy. */
export function RemoveAccessPolicy({
  policy_id,
  onClose,
}: {
  readonly policy_id: string
  readonly onClose: () => void
}) {
  const policy = useAccessPolicies().data?.find(({ id }) => id === policy_id)
  const remove = useRemoveAccessPolicy(policy_id)
  const restore = useSaveAccessPolicy(null)
  if (policy === undefined) return null
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        showUndoable(texts.removed(policy.pattern), () =>
          restore.mutateAsync({ ...policy.rules, pattern: policy.pattern }),
        )
        onClose()
      },
    })
  return (
    <Question
      title={texts.removeTitle(policy.pattern)}
      confirm={texts.remove}
      dangerous
      pending={remove.isPending}
      failure={remove.error === null ? null : { title: texts.removeFailed, error: remove.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text fw={600}>{summaryTexts.summary(policy)}</Text>
      <Text>{texts.removeEffect}</Text>
      <EquivalentCall label={shared.equivalent} method="DELETE" path={`/api/v1/access-policies/${policy.id}`} />
    </Question>
  )
}
