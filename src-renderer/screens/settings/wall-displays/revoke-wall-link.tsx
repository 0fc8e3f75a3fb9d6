import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { WallLinkInfo } from '#contract/operators.ts'
import { useRevokeWallLink } from '../../../data/wall-links.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts } from './texts.ts'

/** Ends a wall link, and signs its screens out. */
export function RevokeWallLink({ link, onClose }: { readonly link: WallLinkInfo; readonly onClose: () => void }) {
  const { id, name, screens } = link
  const revoke = useRevokeWallLink()
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
      <Text>{texts.revokeEffect(screens)}</Text>
    </Question>
  )
}
