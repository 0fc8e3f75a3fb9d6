import { Select, Text } from '@mantine/core'
import { useState } from 'react'
import type { NodeId } from '#contract/ids.ts'
import { Question } from './question.tsx'
import { RunLoginPart, useRunLogin } from './run-login.tsx'
import { type NodeRunKind, texts } from './run-texts.ts'
import { useBegin } from './use-begin.ts'
import { useNodeWork } from './use-node-work.ts'

/** What stops the node for a moment, so that viewers may leave first. */
const STOPS: ReadonlySet<NodeRunKind> = new Set<NodeRunKind>(['upgrade', 'restart', 'rotate_identity'])

interface NodeRunProps {
  readonly node_id: NodeId
  readonly run: NodeRunKind
  readonly onClose: () => void
}

/** Asks before something is done on the box of a node: what it means for those on it, and with which login. */
export function NodeRun({ node_id, run, onClose }: NodeRunProps) {
  const found = useNodeWork(node_id)
  const login = useRunLogin(node_id)
  const { begin, pending, error } = useBegin(onClose)
  const [wait, setWait] = useState('300000')
  if (found === null) return null
  const { node, work } = found
  const { title, effect, confirm } = texts.kinds[run]
  const stops = STOPS.has(run)
  const target = login.target === undefined ? {} : { target: login.target }
  return (
    <Question
      title={title(node.name)}
      confirm={confirm}
      ready={login.ready}
      pending={pending}
      failure={error === null ? null : { title: texts.failed, error }}
      onConfirm={() => begin({ kind: run, node_id, drain_deadline_ms: waitOf(wait), ...target })}
      onClose={onClose}
    >
      <Text>{effect}</Text>
      {stops && <Text>{texts.carried(work)}</Text>}
      {stops && <WaitChoice value={wait} onChange={setWait} />}
      <RunLoginPart login={login} />
    </Question>
  )
}

/** In ms; null: however long it takes. */
export const waitOf = (value: string): number | null => (value === 'never' ? null : Number(value))

/** How long those on a node may take to leave. */
export function WaitChoice({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  return (
    <Select
      label={texts.wait}
      description={texts.waitHint}
      data={[...texts.waits]}
      value={value}
      allowDeselect={false}
      onChange={(chosen) => onChange(chosen ?? '300000')}
    />
  )
}
