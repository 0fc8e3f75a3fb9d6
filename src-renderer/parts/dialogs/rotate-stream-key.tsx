import { Select, Text } from '@mantine/core'
import { useState } from 'react'
import { useRotateStreamKey, useStreamKeys } from '../../data/stream-access.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { texts } from './access-texts.ts'
import { Question } from './question.tsx'
import { StreamKeyShown } from './stream-key-shown.tsx'
import { texts as shared } from './texts.ts'

/** Makes another key in place of one; both are good for a while. */
export function RotateStreamKey({ key_id, onClose }: { readonly key_id: string; readonly onClose: () => void }) {
  const key = useStreamKeys().data?.find(({ id }) => id === key_id)
  const [overlap, setOverlap] = useState('24h')
  const rotate = useRotateStreamKey(key_id)
  if (rotate.data !== undefined) return <StreamKeyShown made={rotate.data} onClose={onClose} />
  if (key === undefined) return null
  return (
    <Question
      title={texts.rotateTitle(key.label ?? `${key.prefix}…`)}
      confirm={texts.rotate}
      pending={rotate.isPending}
      failure={rotate.error === null ? null : { title: texts.rotateFailed, error: rotate.error }}
      onConfirm={() => rotate.mutate(overlap)}
      onClose={onClose}
    >
      <Text>{texts.rotateEffect}</Text>
      <Select
        label={texts.overlap}
        data={[...texts.overlaps]}
        value={overlap}
        allowDeselect={false}
        onChange={(value) => setOverlap(value ?? '24h')}
      />
      <EquivalentCall
        label={shared.equivalent}
        method="POST"
        path={`/api/v1/stream-keys/${key_id}/rotate`}
        body={{ overlap }}
      />
    </Question>
  )
}
