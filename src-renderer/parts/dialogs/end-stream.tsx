import { Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { StreamPath } from '#contract/ids.ts'
import { useEndStream } from '../../data/commands.ts'
import { useStream } from '../../data/queries.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { Question } from './question.tsx'
import { texts } from './texts.ts'

/** Disconnects the publisher of a stream, after its path was typed. */
export function EndStream({
  stream_path,
  onClose,
}: {
  readonly stream_path: StreamPath
  readonly onClose: () => void
}) {
  const stream = useStream(stream_path)
  const end = useEndStream(stream_path)
  const [typed, setTyped] = useState('')
  const confirm = () =>
    end.mutate(undefined, {
      onSuccess: () => {
        notifications.show({ message: texts.ended(stream_path) })
        onClose()
      },
    })
  return (
    <Question
      title={texts.endTitle(stream_path)}
      confirm={texts.end}
      dangerous
      ready={typed === stream_path && stream !== undefined}
      pending={end.isPending}
      failure={end.error === null ? null : { title: texts.endFailed, error: end.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text fw={600}>
        {stream === undefined ? texts.gone : texts.endEffect(stream.subscribers, stream.participations.length)}
      </Text>
      <Text>{texts.endAgain}</Text>
      <TextInput
        label={texts.endConfirm(stream_path)}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <EquivalentCall label={texts.equivalent} method="POST" path={`/api/v1/streams/${stream_path}/end`} body={{}} />
    </Question>
  )
}
