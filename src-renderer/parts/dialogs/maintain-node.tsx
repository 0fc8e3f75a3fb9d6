import { Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { NodeId } from '#contract/ids.ts'
import { asFailure } from '../../data/api-failure.ts'
import { useMaintainNode } from '../../data/commands.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { Notice } from '../notice.tsx'
import { failureInShort } from '../origin/failure-headline.ts'
import { texts } from './maintain-texts.ts'
import { Question } from './question.tsx'
import { texts as shared } from './texts.ts'
import { useNodeWork } from './use-node-work.ts'

/** Takes a node out at once: what it carries is ended. */
export function MaintainNode({ node_id, onClose }: { readonly node_id: NodeId; readonly onClose: () => void }) {
  const found = useNodeWork(node_id)
  const maintain = useMaintainNode(node_id)
  const [text, setText] = useState('')
  if (found === null) return null
  const { node, work } = found
  const reason = text.trim() === '' ? null : text.trim()
  // The origin alone knows whether somebody else takes its work; it says so, and asks to be told why.
  const code = maintain.error === null ? null : asFailure(maintain.error).code
  const insists = code === 'last_routable_node' || code === 'reason_required'
  const body = { reason, ...(insists ? { force: true } : {}) }
  const confirm = () =>
    maintain.mutate(body, {
      onSuccess: () => {
        notifications.show({ message: texts.done(node.name) })
        onClose()
      },
    })
  return (
    <Question
      title={texts.title(node.name)}
      confirm={insists ? texts.force : texts.confirm}
      dangerous
      ready={!insists || reason !== null}
      pending={maintain.isPending}
      failure={maintain.error === null || insists ? null : { title: texts.failed, error: maintain.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.effect}</Text>
      <Text fw={600}>{texts.cut(work)}</Text>
      {insists && (
        <Notice tone="warn" title={failureInShort(maintain.error).text} alert>
          <Text size="sm">{texts.forceHint}</Text>
        </Notice>
      )}
      <TextInput
        label={shared.reason}
        required={insists}
        description={insists ? shared.drainForceReason : shared.reasonHint}
        maxLength={256}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <EquivalentCall label={shared.equivalent} method="POST" path={`/api/v1/nodes/${node.id}/maintain`} body={body} />
    </Question>
  )
}
