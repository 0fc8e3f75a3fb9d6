import { Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { NodeId } from '#contract/ids.ts'
import { useRemoveNode } from '../../data/commands.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { Question } from './question.tsx'
import { texts } from './texts.ts'
import { useNodeWork } from './use-node-work.ts'

/** Takes a node out of the cluster for good, after its name was typed. Works for one that is offline as well. */
export function RemoveNode({ node_id, onClose }: { readonly node_id: NodeId; readonly onClose: () => void }) {
  const found = useNodeWork(node_id)
  const remove = useRemoveNode(node_id)
  const [typed, setTyped] = useState('')
  if (found === null) return null
  const { node, work } = found
  const confirm = () =>
    remove.mutate(undefined, {
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
      ready={typed === node.name}
      pending={remove.isPending}
      failure={remove.error === null ? null : { title: texts.removeFailed, error: remove.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.removeEffect}</Text>
      <Text fw={600}>{texts.removeCut(work)}</Text>
      <TextInput
        label={texts.removeConfirm(node.name)}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <EquivalentCall label={texts.equivalent} method="DELETE" path={`/api/v1/nodes/${node.id}`} />
    </Question>
  )
}
