import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { AuthorityInfo } from '#contract/authority.ts'
import { useDropAuthority, useRotateAuthority } from '../../../data/trust.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { EquivalentCall } from '../../../parts/equivalent-call.tsx'
import { Notice } from '../../../parts/notice.tsx'
import { texts } from './authority-texts.ts'

/** Has a new authority sign from now on. */
export function RotateAuthority({ onClose }: { readonly onClose: () => void }) {
  const rotate = useRotateAuthority()
  const confirm = () =>
    rotate.mutate(undefined, {
      onSuccess: () => {
        notifications.show({ message: texts.rotated })
        onClose()
      },
    })
  return (
    <Question
      title={texts.rotateTitle}
      confirm={texts.rotateConfirm}
      pending={rotate.isPending}
      failure={rotate.error === null ? null : { title: texts.rotateFailed, error: rotate.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.rotateEffect}</Text>
      <EquivalentCall label={shared.equivalent} method="POST" path="/api/v1/authority/rotations" />
    </Question>
  )
}

/** Ends the trust in an authority that signs no more. */
export function DropAuthority({
  authority: { id, nodes },
  onClose,
}: {
  readonly authority: AuthorityInfo
  readonly onClose: () => void
}) {
  const drop = useDropAuthority(id)
  const force = nodes > 0
  const confirm = () =>
    drop.mutate(force, {
      onSuccess: () => {
        notifications.show({ message: texts.dropped })
        onClose()
      },
    })
  return (
    <Question
      title={texts.dropTitle}
      confirm={force ? texts.dropForced : texts.drop}
      dangerous
      pending={drop.isPending}
      failure={drop.error === null ? null : { title: texts.dropFailed, error: drop.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.dropEffect}</Text>
      {force && (
        <Notice tone="warn" title={texts.stillHeld(nodes)}>
          <p>{texts.stillHeldText}</p>
        </Notice>
      )}
      <EquivalentCall
        label={shared.equivalent}
        method="DELETE"
        path={`/api/v1/authority/${id}${force ? '?force=true' : ''}`}
      />
    </Question>
  )
}
