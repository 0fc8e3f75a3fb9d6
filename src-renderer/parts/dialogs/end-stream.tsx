import { Radio, Select, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { StreamPath } from '#contract/ids.ts'
import { useEndStream } from '../../data/commands.ts'
import { useStream } from '../../data/queries.ts'
import { useStreamKeys } from '../../data/stream-access.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { type AfterEnd, endRequest } from './end-request.ts'
import { Question } from './question.tsx'
import { texts } from './texts.ts'

/** Disconnects the publisher of a stream, after its path was typed, and says what becomes of it then. */
export function EndStream({
  stream_path,
  onClose,
}: {
  readonly stream_path: StreamPath
  readonly onClose: () => void
}) {
  const stream = useStream(stream_path)
  const { data: keys } = useStreamKeys()
  const end = useEndStream(stream_path)
  const [typed, setTyped] = useState('')
  const [after, setAfter] = useState<AfterEnd>('none')
  const [time, setTime] = useState('15m')
  const key = keys?.find(({ id }) => id === stream?.session.key_id)
  const key_name = key === undefined ? null : texts.endKeyName(key.label, key.prefix)
  const body = endRequest(after, time)
  const { none, address, key: by_key, revoke } = texts.endAgains
  const confirm = () =>
    end.mutate(body, {
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
      <Radio.Group label={texts.endAfter} value={after} onChange={(chosen) => setAfter(chosen as AfterEnd)}>
        <Stack gap="xs" mt={6}>
          <Radio value="none" label={none.label} description={none.description} />
          <Radio
            value="address"
            label={address.label}
            description={address.description(stream?.session.publisher_address ?? '')}
          />
          <Radio
            value="key"
            disabled={key_name === null}
            label={by_key.label}
            description={key_name === null ? texts.endNoKey : by_key.description(key_name)}
          />
          <Radio
            value="revoke"
            disabled={key_name === null}
            label={revoke.label}
            description={key_name === null ? texts.endNoKey : revoke.description(key_name)}
          />
        </Stack>
      </Radio.Group>
      {(after === 'address' || after === 'key') && (
        <Select
          label={texts.endFor}
          data={[...texts.endTimes]}
          allowDeselect={false}
          value={time}
          onChange={(chosen) => setTime(chosen ?? '15m')}
        />
      )}
      <Text>{texts.endUndo}</Text>
      <TextInput
        label={texts.endConfirm(stream_path)}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <EquivalentCall label={texts.equivalent} method="POST" path={`/api/v1/streams/${stream_path}/end`} body={body} />
    </Question>
  )
}
