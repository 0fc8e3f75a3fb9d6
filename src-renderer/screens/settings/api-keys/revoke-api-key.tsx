import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { ApiKeyInfo } from '#contract/operators.ts'
import { useRevokeApiKey } from '../../../data/operators.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts } from './texts.ts'

/** Ends a key for good. */
export function RevokeApiKey({ api_key, onClose }: { readonly api_key: ApiKeyInfo; readonly onClose: () => void }) {
  const { id, name } = api_key
  const revoke = useRevokeApiKey()
  const confirm = () =>
    revoke.mutate(id, {
      onSuccess: () => {
        notifications.show({ message: texts.revoked(name) })
        onClose()
      },
    })
  return (
    <Question
      title={texts.revokeTitle(name)}
      confirm={texts.revoke}
      dangerous
      pending={revoke.isPending}
      failure={revoke.error === null ? null : { title: texts.revokeFailed, error: revoke.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.revokeEffect}</Text>
    </Question>
  )
}
