import { Checkbox, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useRevokeStreamKey, useStreamKeys } from '../../data/stream-access.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { texts } from './access-texts.ts'
import { Question } from './question.tsx'
import { texts as shared } from './texts.ts'

/** Ends a stream key, and with it whoever came in by it. */
export function RevokeStreamKey({ key_id, onClose }: { readonly key_id: string; readonly onClose: () => void }) {
  const key = useStreamKeys().data?.find(({ id }) => id === key_id)
  const [disconnect, setDisconnect] = useState(true)
  const revoke = useRevokeStreamKey(key_id)
  if (key === undefined) return null
  const name = key.label ?? `${key.prefix}…`
  const confirm = () =>
    revoke.mutate(disconnect, {
      onSuccess: ({ disconnected }) => {
        notifications.show({ message: texts.revoked(name, disconnected) })
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
      <Checkbox
        label={texts.revokeDisconnect}
        description={texts.revokeDisconnectHint}
        checked={disconnect}
        onChange={(event) => setDisconnect(event.currentTarget.checked)}
      />
      <EquivalentCall
        label={shared.equivalent}
        method="POST"
        path={`/api/v1/stream-keys/${key.id}/revoke`}
        body={{ disconnect }}
      />
    </Question>
  )
}
