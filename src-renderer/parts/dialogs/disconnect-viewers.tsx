import { Select, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { useDisconnectViewers } from '../../data/commands.ts'
import { useNodesById, useStream } from '../../data/queries.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { texts } from './policy-texts.ts'
import { Question } from './question.tsx'
import { texts as shared } from './texts.ts'

const ALL = 'all'

/** Lets the viewers of a stream go, on one node or on all. */
export function DisconnectViewers({
  stream_path,
  onClose,
}: {
  readonly stream_path: StreamPath
  readonly onClose: () => void
}) {
  const stream = useStream(stream_path)
  const nodes = useNodesById()
  const disconnect = useDisconnectViewers(stream_path)
  const [where, setWhere] = useState<string>(ALL)
  const [text, setText] = useState('')
  const watched = stream?.participations.filter(({ subscribers }) => subscribers > 0) ?? []
  const choices = [
    { value: ALL, label: texts.letGoEverywhere(stream?.subscribers ?? 0) },
    ...watched.map(({ node_id, subscribers }) => ({
      value: node_id as string,
      label: texts.letGoOn(nodes.get(node_id)?.name ?? node_id, subscribers),
    })),
  ]
  const reason = text.trim()
  const body = { node_id: where === ALL ? null : (where as NodeId), ...(reason === '' ? {} : { reason }) }
  const confirm = () =>
    disconnect.mutate(body, {
      onSuccess: () => {
        notifications.show({ message: texts.letGone(stream_path) })
        onClose()
      },
    })
  return (
    <Question
      title={texts.letGoTitle(stream_path)}
      confirm={texts.letGo}
      dangerous
      ready={watched.length > 0}
      pending={disconnect.isPending}
      failure={disconnect.error === null ? null : { title: texts.letGoFailed, error: disconnect.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{watched.length === 0 ? texts.letGoNobody : texts.letGoEffect}</Text>
      <Select
        label={texts.letGoWhere}
        data={choices}
        allowDeselect={false}
        value={where}
        onChange={(chosen) => setWhere(chosen ?? ALL)}
      />
      <TextInput
        label={texts.letGoReason}
        description={texts.letGoReasonHint}
        maxLength={256}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <EquivalentCall
        label={shared.equivalent}
        method="POST"
        path={`/api/v1/streams/${stream_path}/disconnect-viewers`}
        body={body}
      />
    </Question>
  )
}
