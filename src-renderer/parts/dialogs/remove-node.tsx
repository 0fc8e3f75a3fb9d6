import { Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { NodeId } from '#contract/ids.ts'
import { useRemoveNode } from '../../data/commands.ts'
import { useDrainPreview } from '../../data/queries.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { Notice } from '../notice.tsx'
import { Question } from './question.tsx'
import { texts } from './texts.ts'
import { useNodeWork } from './use-node-work.ts'

/** Takes a node out of the cluster for good, after its name was typed. Works for one that is offline as well. */
export function RemoveNode({ node_id, onClose }: { readonly node_id: NodeId; readonly onClose: () => void }) {
  const found = useNodeWork(node_id)
  const remove = useRemoveNode(node_id)
  const [typed, setTyped] = useState('')
  const { data: preview } = useDrainPreview(node_id)
  const [reason, setReason] = useState('')
  if (found === null) return null
  const { node, work } = found
  // What would keep it from being drained keeps it from being removed; in maintenance it takes no work anyway.
  const last = node.mode.value === 'normal' ? (preview?.refusal ?? null) : null
  const confirm = () =>
    remove.mutate(last === null ? null : reason.trim(), {
      onSuccess: () => {
        notifications.show({ message: texts.removed(node.name) })
        onClose()
      },
    })
  return (
    <Question
      title={texts.removeTitle(node.name)}
      confirm={texts.remove}
      dangerous
      ready={typed === node.name && (last === null || reason.trim() !== '')}
      pending={remove.isPending}
      failure={remove.error === null ? null : { title: texts.removeFailed, error: remove.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.removeEffect}</Text>
      <Text fw={600}>{texts.removeCut(work)}</Text>
      {last !== null && (
        <Notice tone="warn" title={last}>
          <Text size="sm" mb="xs">
            {texts.removeLastHint}
          </Text>
          <TextInput
            label={texts.reason}
            description={texts.drainForceReason}
            required
            maxLength={256}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Notice>
      )}
      <TextInput
        label={texts.removeConfirm(node.name)}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <EquivalentCall
        label={texts.equivalent}
        method="DELETE"
        path={`/api/v1/nodes/${node.id}${last === null ? '' : `?force=true&reason=${encodeURIComponent(reason.trim())}`}`}
      />
    </Question>
  )
}
