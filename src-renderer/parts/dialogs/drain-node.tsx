import { Checkbox, List, Radio, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { NodeId } from '#contract/ids.ts'
import { useDrainNode } from '../../data/commands.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { Notice } from '../notice.tsx'
import { Question } from './question.tsx'
import { texts } from './texts.ts'
import { useNodeWork } from './use-node-work.ts'

/** Asks a node to take no new work, after saying in numbers what that means. */
export function DrainNode({ node_id, onClose }: { readonly node_id: NodeId; readonly onClose: () => void }) {
  const found = useNodeWork(node_id)
  const drain = useDrainNode(node_id)
  const [deadline, setDeadline] = useState('never')
  const [reason, setReason] = useState('')
  const [forced, setForced] = useState(false)
  if (found === null) return null
  const { node, work } = found
  const request = {
    reason: reason.trim() === '' ? null : reason.trim(),
    deadline_ms: deadline === 'never' ? null : Number(deadline),
    force: forced,
  }
  const confirm = () =>
    drain.mutate(request, {
      onSuccess: () => {
        notifications.show({ message: texts.drained(node.name) })
        onClose()
      },
    })
  return (
    <Question
      title={texts.drainTitle(node.name)}
      confirm={texts.drain}
      ready={work.others_routable || forced}
      pending={drain.isPending}
      failure={drain.error === null ? null : { title: texts.drainFailed, error: drain.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <List size="md" spacing={6}>
        <List.Item>{texts.drainEffect}</List.Item>
        <List.Item>{texts.drainCarried(work)}</List.Item>
        {work.published.length > 0 && <List.Item>{texts.drainPublished(work.published)}</List.Item>}
        {work.relays_out > 0 && <List.Item>{texts.drainRelays(work.relays_out)}</List.Item>}
      </List>
      {!work.others_routable && (
        <Notice tone="warn" title={texts.drainLastNode}>
          <Text size="sm" mb="xs">
            {texts.drainLastNodeHint}
          </Text>
          <Checkbox
            label={texts.drainForce}
            checked={forced}
            onChange={(event) => setForced(event.currentTarget.checked)}
          />
        </Notice>
      )}
      <Radio.Group
        label={texts.drainDeadline}
        description={texts.drainDeadlineHint}
        value={deadline}
        onChange={setDeadline}
      >
        <Stack gap={6} mt={6}>
          {texts.drainDeadlines.map(({ value, label }) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput
        label={texts.reason}
        description={texts.reasonHint}
        maxLength={256}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <EquivalentCall label={texts.equivalent} method="POST" path={`/api/v1/nodes/${node.id}/drain`} body={request} />
    </Question>
  )
}
