import { Text } from '@mantine/core'
import { summaryOf } from '#contract/stream-policy.ts'
import { useRemoveStreamPolicy, useSaveStreamPolicy } from '../../data/commands.ts'
import { useStreamPolicies } from '../../data/queries.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { showUndoable } from '../undoable.tsx'
import { texts } from './policy-texts.ts'
import { Question } from './question.tsx'
import { texts as shared } from './texts.ts'

/** Removes a stream policy. */
export function RemoveStreamPolicy({
  policy_id,
  onClose,
}: {
  readonly policy_id: string
  readonly onClose: () => void
}) {
  const policy = useStreamPolicies().data?.find(({ id }) => id === policy_id)
  const remove = useRemoveStreamPolicy(policy_id)
  const restore = useSaveStreamPolicy(null)
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
      <Text fw={600} lang="en">
        {summaryOf(policy)}
      </Text>
      <Text>{texts.removeEffect}</Text>
      <EquivalentCall label={shared.equivalent} method="DELETE" path={`/api/v1/stream-policies/${policy.id}`} />
    </Question>
  )
}
