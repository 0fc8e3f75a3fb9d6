import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { ClusterTokenInfo } from '#contract/cluster-token.ts'
import { useRevokeClusterToken } from '../../../data/cluster-tokens.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts } from './texts.ts'

interface RevokeProps {
  readonly token: ClusterTokenInfo
  readonly onClose: () => void
}

/** Ends a token for good. */
export function RevokeClusterToken({ token: { id, name }, onClose }: RevokeProps) {
  const revoke = useRevokeClusterToken()
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
