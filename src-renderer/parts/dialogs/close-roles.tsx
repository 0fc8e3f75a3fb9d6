import { Checkbox, Select, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { NodeId } from '#contract/ids.ts'
import type { Node, NodeRole } from '#contract/node.ts'
import { asFailure } from '../../data/api-failure.ts'
import { useCloseRoles } from '../../data/commands.ts'
import { useNodes } from '../../data/queries.ts'
import { serverNow } from '../../data/server-clock.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { closedWords } from '../node-state.ts'
import { Notice } from '../notice.tsx'
import { failureInShort } from '../origin/failure-headline.ts'
import { Question } from './question.tsx'
import { texts } from './roles-texts.ts'
import { texts as shared } from './texts.ts'

/** Lets a node take no new work in some of its roles, until it is resumed or the time is up. */
export function CloseRoles({ node_id, onClose }: { readonly node_id: NodeId; readonly onClose: () => void }) {
  const node = useNodes().data?.find(({ id }) => id === node_id)
  return node === undefined ? null : <RolesDialog node={node} onClose={onClose} />
}

function RolesDialog({ node, onClose }: { readonly node: Node; readonly onClose: () => void }) {
  const [roles, setRoles] = useState<readonly NodeRole[]>(node.mode.closed_roles ?? [])
  const [lasts, setLasts] = useState('always')
  const [reason, setReason] = useState('')
  const close = useCloseRoles(node.id)
  // The origin alone knows whether somebody else takes such work; it says so, and asks to be told why.
  const code = close.error === null ? null : asFailure(close.error).code
  const insists = code === 'last_routable_node' || code === 'reason_required'
  const bodyAt = (now_ms: number) => ({
    roles: [...roles],
    reason: reason.trim() === '' ? null : reason.trim(),
    ...(lasts === 'always' ? {} : { expires_at: new Date(now_ms + Number(lasts)).toISOString() }),
    ...(insists ? { force: true } : {}),
  })
  const confirm = () =>
    close.mutate(bodyAt(serverNow(Date.now())), {
      onSuccess: () => {
        notifications.show({ message: texts.closed(node.name, closedWords(roles)) })
        onClose()
      },
    })
  return (
    <Question
      title={texts.title(node.name)}
      confirm={insists ? texts.force : texts.confirm}
      dangerous={insists}
      ready={roles.length > 0 && (!insists || reason.trim() !== '')}
      pending={close.isPending}
      failure={close.error === null || insists ? null : { title: texts.failed, error: close.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.effect}</Text>
      <Checkbox.Group label={texts.which} value={[...roles]} onChange={(value) => setRoles(value as NodeRole[])}>
        <Stack gap={8} mt={6}>
          {texts.roles.map(({ value, label, description }) => (
            <Checkbox key={value} value={value} label={label} description={description} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Select
        label={texts.lasts}
        data={[...texts.lastings]}
        value={lasts}
        allowDeselect={false}
        onChange={(value) => setLasts(value ?? 'always')}
      />
      {insists && (
        <Notice tone="warn" title={failureInShort(close.error).text} alert>
          <Text size="sm">{texts.forceHint}</Text>
        </Notice>
      )}
      <TextInput
        label={shared.reason}
        required={insists}
        description={insists ? shared.drainForceReason : texts.reasonHint}
        maxLength={256}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <EquivalentCall
        label={shared.equivalent}
        method="POST"
        path={`/api/v1/nodes/${node.id}/close-roles`}
        body={bodyAt(Date.now())}
      />
    </Question>
  )
}
