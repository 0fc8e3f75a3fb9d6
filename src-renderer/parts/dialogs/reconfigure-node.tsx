import { NumberInput, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { NodeId } from '#contract/ids.ts'
import type { NewRunInput } from '../../data/runs-api.ts'
import { WaitChoice, waitOf } from './node-run.tsx'
import { Question } from './question.tsx'
import { RunLoginPart, useRunLogin } from './run-login.tsx'
import { texts } from './run-texts.ts'
import { useBegin } from './use-begin.ts'
import { useNodeWork } from './use-node-work.ts'

type Setup = Extract<NewRunInput, { kind: 'reconfigure' }>['node']

const fields = [
  ['name', texts.name, 64],
  ['region', texts.region, 64],
  ['advertise_address', texts.advertise, 255],
  ['origin_url', texts.originUrl, 2048],
] as const

/** Changes what a node was told when it was made; what is left empty stays. */
export function ReconfigureNode({ node_id, onClose }: { readonly node_id: NodeId; readonly onClose: () => void }) {
  const found = useNodeWork(node_id)
  const login = useRunLogin(node_id)
  const { begin, pending, error } = useBegin(onClose)
  const [setup, setSetup] = useState<Setup>({})
  const [wait, setWait] = useState('300000')
  if (found === null) return null
  const { node, work } = found
  const change = (key: keyof Setup, value: string | number) => {
    const { [key]: _, ...others } = setup
    setSetup(value === '' ? others : { ...others, [key]: value })
  }
  const target = login.target === undefined ? {} : { target: login.target }
  return (
    <Question
      title={texts.reconfigureTitle(node.name)}
      confirm={texts.reconfigureConfirm}
      ready={login.ready && Object.keys(setup).length > 0}
      pending={pending}
      failure={error === null ? null : { title: texts.failed, error }}
      onConfirm={() => begin({ kind: 'reconfigure', node_id, node: setup, drain_deadline_ms: waitOf(wait), ...target })}
      onClose={onClose}
    >
      <Text>{texts.reconfigureEffect}</Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {fields.map(([key, label, longest]) => (
          <TextInput
            key={key}
            label={label}
            placeholder={texts.unchanged}
            maxLength={longest}
            value={setup[key] ?? ''}
            onChange={(event) => change(key, event.currentTarget.value)}
          />
        ))}
        {(['rtmp_port', 'media_port'] as const).map((key) => (
          <NumberInput
            key={key}
            label={key === 'rtmp_port' ? texts.rtmpPort : texts.mediaPort}
            placeholder={texts.unchanged}
            min={1}
            max={65_535}
            clampBehavior="strict"
            allowDecimal={false}
            hideControls
            value={setup[key] ?? ''}
            onChange={(value) => change(key, value === '' ? '' : Number(value))}
          />
        ))}
      </SimpleGrid>
      <Text>{texts.carried(work)}</Text>
      <WaitChoice value={wait} onChange={setWait} />
      <RunLoginPart login={login} />
    </Question>
  )
}
