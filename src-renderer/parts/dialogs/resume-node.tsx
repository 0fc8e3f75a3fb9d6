import { Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { NodeId } from '#contract/ids.ts'
import { useResumeNode } from '../../data/commands.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { Question } from './question.tsx'
import { texts } from './texts.ts'
import { useNodeWork } from './use-node-work.ts'

/** Lets a node take new work again. */
export function ResumeNode({ node_id, onClose }: { readonly node_id: NodeId; readonly onClose: () => void }) {
  const found = useNodeWork(node_id)
  const resume = useResumeNode(node_id)
  const [text, setText] = useState('')
  if (found === null) return null
  const { node } = found
  const reason = text.trim() === '' ? null : text.trim()
  const confirm = () =>
    resume.mutate(reason, {
      onSuccess: () => {
        notifications.show({ message: texts.resumed(node.name) })
        onClose()
      },
    })
  return (
    <Question
      title={texts.resumeTitle(node.name)}
      confirm={texts.resume}
      pending={resume.isPending}
      failure={resume.error === null ? null : { title: texts.resumeFailed, error: resume.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{node.liveness.state === 'alive' ? texts.resumeEffect : texts.resumeOffline}</Text>
      <TextInput
        label={texts.reason}
        description={texts.reasonHint}
        maxLength={256}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <EquivalentCall
        label={texts.equivalent}
        method="POST"
        path={`/api/v1/nodes/${node.id}/resume`}
        body={{ reason }}
      />
    </Question>
  )
}
