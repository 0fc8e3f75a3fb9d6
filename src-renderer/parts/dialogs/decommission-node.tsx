import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { NodeId } from '#contract/ids.ts'
import { WaitChoice, waitOf } from './node-run.tsx'
import { Question } from './question.tsx'
import { RunLoginPart, useRunLogin } from './run-login.tsx'
import { texts } from './run-texts.ts'
import { useBegin } from './use-begin.ts'
import { useNodeWork } from './use-node-work.ts'

/** Takes a node out of the cluster and off its box, after its name was typed. */
export function DecommissionNode({ node_id, onClose }: { readonly node_id: NodeId; readonly onClose: () => void }) {
  const found = useNodeWork(node_id)
  const login = useRunLogin(node_id)
  const { begin, pending, error } = useBegin(onClose)
  const [wait, setWait] = useState('300000')
  const [typed, setTyped] = useState('')
  if (found === null) return null
  const { node, work } = found
  const target = login.target === undefined ? {} : { target: login.target }
  return (
    <Question
      title={texts.decommissionTitle(node.name)}
      confirm={texts.decommission}
      dangerous
      ready={login.ready && typed === node.name}
      pending={pending}
      failure={error === null ? null : { title: texts.failed, error }}
      onConfirm={() =>
        begin({ kind: 'decommission', node_id, confirm: typed, drain_deadline_ms: waitOf(wait), ...target })
      }
      onClose={onClose}
    >
      <Text>{texts.decommissionEffect}</Text>
      <Text fw={600}>{texts.decommissionCut(work)}</Text>
      <WaitChoice value={wait} onChange={setWait} />
      <RunLoginPart login={login} />
      <TextInput
        label={texts.typeName(node.name)}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Question>
  )
}
