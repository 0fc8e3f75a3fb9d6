import { Checkbox, List, Radio, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { DrainPreview } from '#contract/api.ts'
import type { NodeId } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import { useDrainNode, useResumeNode } from '../../data/commands.ts'
import { useDrainPreview } from '../../data/queries.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { Notice } from '../notice.tsx'
import { showUndoable } from '../undoable.tsx'
import type { NodeWork } from './node-work.ts'
import { Question } from './question.tsx'
import { texts } from './texts.ts'
import { useNodeWork } from './use-node-work.ts'

/** Fifteen minutes: long enough for a programme to be over, short enough for somebody who waits beside the machine. */
const USUAL = '900000'
const AT_ONCE = '0'
const NEVER = 'never'
const KEEP = 'keep'

interface DrainNodeProps {
  readonly node_id: NodeId
  /** Proposes to wait for nobody. */
  readonly at_once: boolean
  readonly onClose: () => void
}

/** Asks a node to take no new work, after saying in numbers what that means; of one that drains already, until when it waits. */
export function DrainNode({ node_id, at_once, onClose }: DrainNodeProps) {
  const found = useNodeWork(node_id)
  const drain = useDrainNode(node_id)
  const resume = useResumeNode(node_id)
  const [deadline, setDeadline] = useState(at_once ? AT_ONCE : USUAL)
  const [typed, setTyped] = useState<string | null>(null)
  const [after, setAfter] = useState<AfterDrain | null>(null)
  const [forced, setForced] = useState(false)
  const { data: preview } = useDrainPreview(node_id)
  if (found === null) return null
  const { node, work } = found
  const again = node.mode.value === 'draining'
  // The reason of a drain that goes on stays what it was unless somebody writes another one.
  const text = typed ?? (again ? (node.mode.reason ?? '') : '')
  const reason = text.trim() === '' ? null : text.trim()
  const refusal = again ? null : refusalOf(preview, work)
  const last = refusal !== null
  const after_drain = afterDrainOf(after ?? node.mode.after_drain)
  const cuts = deadline === AT_ONCE && work.viewers + work.published.length > 0
  const request = { reason, deadline_ms: deadline === NEVER ? null : Number(deadline), after_drain, force: forced }
  const confirm = () =>
    drain.mutate(request, {
      onSuccess: () => {
        // What is ended at once does not come back.
        if (again || cuts)
          notifications.show({ message: again ? texts.drainChanged(node.name) : texts.drained(node.name) })
        else showUndoable(texts.drained(node.name), () => resume.mutateAsync(null))
        onClose()
      },
    })
  return (
    <Question
      title={again ? texts.drainAgainTitle(node.name) : texts.drainTitle(node.name)}
      confirm={deadline === AT_ONCE ? texts.drainNow : again ? texts.drainChange : texts.drain}
      dangerous={cuts}
      ready={!last || (forced && reason !== null)}
      pending={drain.isPending}
      failure={drain.error === null ? null : { title: texts.drainFailed, error: drain.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Effects work={work} preview={preview} again={again} at_once={deadline === AT_ONCE} />
      {last && (
        <Notice tone="warn" title={refusal}>
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
      <AfterChoice node={node} value={after_drain ?? KEEP} onChange={setAfter} />
      <TextInput
        label={texts.reason}
        description={last ? texts.drainForceReason : texts.reasonHint}
        required={last}
        maxLength={256}
        value={text}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <EquivalentCall label={texts.equivalent} method="POST" path={`/api/v1/nodes/${node.id}/drain`} body={request} />
    </Question>
  )
}

/** What becomes of the node once it carries nothing. */
type AfterDrain = typeof KEEP | 'maintenance' | 'retire'

const afterDrainOf = (after: AfterDrain | null) => (after === KEEP ? null : after)

/** Why the origin would refuse unless it is forced; as long as it has not said, whether another node is there. */
function refusalOf(preview: DrainPreview | undefined, work: NodeWork): string | null {
  if (preview !== undefined) return preview.refusal
  return work.others_routable ? null : texts.drainLastNode
}

interface AfterChoiceProps {
  readonly node: Node
  readonly value: AfterDrain
  readonly onChange: (value: AfterDrain) => void
}

/** The node beside the origin is no membership that could end. */
function AfterChoice({ node, value, onChange }: AfterChoiceProps) {
  const choices = texts.drainAfters.filter((choice) => choice.value !== 'retire' || !node.is_origin)
  return (
    <Radio.Group
      label={texts.drainAfter}
      value={value}
      onChange={(chosen) => onChange(choices.find((choice) => choice.value === chosen)?.value ?? KEEP)}
    >
      <Stack gap={6} mt={6}>
        {choices.map((choice) => (
          <Radio key={choice.value} value={choice.value} label={choice.label} description={choice.description} />
        ))}
      </Stack>
    </Radio.Group>
  )
}

interface EffectsProps {
  readonly work: NodeWork
  readonly preview: DrainPreview | undefined
  readonly again: boolean
  readonly at_once: boolean
}

/** What the drain means for those who are here, in numbers, and where they would go. */
function Effects({ work, preview, again, at_once }: EffectsProps) {
  return (
    <List size="md" spacing={6}>
      {!again && <List.Item>{texts.drainEffect}</List.Item>}
      <List.Item>{texts.drainCarried(work, at_once)}</List.Item>
      {preview !== undefined && preview.moves.length > 0 && <List.Item>{texts.drainMoves(preview.moves)}</List.Item>}
      {preview !== undefined && preview.without_place > 0 && (
        <List.Item>
          <strong>{texts.drainWithoutPlace(preview.without_place)}</strong>
        </List.Item>
      )}
      {work.published.length > 0 && <List.Item>{texts.drainPublished(work.published, at_once)}</List.Item>}
      {work.relays_out > 0 && <List.Item>{texts.drainRelays(work.relays_out, at_once)}</List.Item>}
    </List>
  )
}
