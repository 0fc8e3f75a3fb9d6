import { Radio, Select, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { StreamViewer } from '#contract/stream-viewers.ts'
import { useNodesById } from '../../data/queries.ts'
import { useDisconnectViewer } from '../../data/stream-viewers.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { texts } from './policy-texts.ts'
import { Question } from './question.tsx'
import { texts as shared } from './texts.ts'

interface DisconnectViewerProps {
  readonly stream_path: StreamPath
  readonly node_id: NodeId
  readonly viewer: Pick<StreamViewer, 'id' | 'network' | 'protocol'>
  readonly onClose: () => void
}

/** Lets one viewer go. */
export function DisconnectViewer({ stream_path, node_id, viewer, onClose }: DisconnectViewerProps) {
  const node = useNodesById().get(node_id)
  const disconnect = useDisconnectViewer(stream_path)
  const [kept_out, setKeptOut] = useState('no')
  const [time, setTime] = useState('15m')
  const body = { node_id, viewer_id: viewer.id, ...(kept_out === 'no' ? {} : { keep_out: time }) }
  const confirm = () =>
    disconnect.mutate(body, {
      onSuccess: () => {
        notifications.show({ message: texts.viewerGone })
        onClose()
      },
    })
  return (
    <Question
      title={texts.viewerTitle(stream_path)}
      confirm={texts.viewerGo}
      dangerous
      pending={disconnect.isPending}
      failure={disconnect.error === null ? null : { title: texts.viewerFailed, error: disconnect.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text fw={600}>{texts.viewerEffect(viewer.protocol, viewer.network, node?.name ?? node_id)}</Text>
      <Radio.Group label={shared.endAfter} value={kept_out} onChange={setKeptOut}>
        <Stack gap="xs" mt={6}>
          <Radio value="no" label={texts.viewerMay} description={texts.viewerMayHint} />
          <Radio value="yes" label={texts.viewerKeepOut} description={texts.viewerKeepOutHint} />
        </Stack>
      </Radio.Group>
      {kept_out === 'yes' && (
        <Select
          label={shared.endFor}
          data={[...shared.endTimes]}
          allowDeselect={false}
          value={time}
          onChange={(chosen) => setTime(chosen ?? '15m')}
        />
      )}
      <Text>{texts.viewerUndo}</Text>
      <EquivalentCall
        label={shared.equivalent}
        method="POST"
        path={`/api/v1/streams/${stream_path}/disconnect-viewer`}
        body={body}
      />
    </Question>
  )
}
