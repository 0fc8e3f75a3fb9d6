import { Checkbox, List } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { isUnderWay } from '#contract/rolling-drain.ts'
import { useSteerRollingDrain } from '../../data/commands.ts'
import { useRollingDrains } from '../../data/queries.ts'
import { Question } from './question.tsx'
import { rollingTexts } from './rolling-texts.ts'

/** Asks before a run is ended, and what becomes of the nodes that it has out. */
export function CancelRollingDrain({ run_id, onClose }: { readonly run_id: string; readonly onClose: () => void }) {
  const { data: runs = [] } = useRollingDrains()
  const steer = useSteerRollingDrain(run_id)
  const [resume_nodes, setResume] = useState(true)
  const steps = runs.find(({ id }) => id === run_id)?.steps ?? []
  const out = steps.filter(isUnderWay).map(({ node_name }) => node_name)
  const confirm = () =>
    steer.mutate(
      { action: 'cancel', resume_nodes },
      {
        onSuccess: () => {
          notifications.show({ message: rollingTexts.cancelled })
          onClose()
        },
      },
    )
  return (
    <Question
      title={rollingTexts.cancelTitle}
      confirm={rollingTexts.cancel}
      dismiss={rollingTexts.cancelKeep}
      pending={steer.isPending}
      failure={steer.error === null ? null : { title: rollingTexts.cancelFailed, error: steer.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <List size="md" spacing={6}>
        <List.Item>{rollingTexts.cancelEffect(steps.filter(({ phase }) => phase === 'pending').length)}</List.Item>
        {out.length > 0 && <List.Item>{rollingTexts.cancelOut(out)}</List.Item>}
      </List>
      {out.length > 0 && (
        <Checkbox
          label={rollingTexts.cancelResume}
          checked={resume_nodes}
          onChange={(event) => setResume(event.currentTarget.checked)}
        />
      )}
    </Question>
  )
}
