import { Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { CancelRun, ProvisioningRun } from '#contract/provisioning-run.ts'
import type { useCancelRun, useUndoRun } from '../../data/runs.ts'
import { Question } from '../../parts/dialogs/question.tsx'
import { isBehind } from '../../parts/run-look.ts'
import { texts } from './texts.ts'

interface EndRunProps {
  readonly run: ProvisioningRun
  readonly how: 'cancel' | 'undo'
  readonly cancel: ReturnType<typeof useCancelRun>
  readonly undo: ReturnType<typeof useUndoRun>
  readonly onClose: () => void
}

/** Asks before a run is given up, or what it did is taken back: what stands on the box by now, and what becomes of it. */
export function EndRun({ run, how, cancel, undo, onClose }: EndRunProps) {
  const [after, setAfter] = useState<CancelRun['after']>('leave')
  const done = run.steps.filter((step) => isBehind(step) && step.state === 'done')
  const asked = how === 'cancel' ? cancel : undo
  const confirm = () => {
    if (how === 'cancel') cancel.mutate(after, { onSuccess: onClose })
    else undo.mutate(null, { onSuccess: onClose })
  }
  return (
    <Question
      title={how === 'cancel' ? texts.cancelTitle : texts.undoTitle}
      confirm={how === 'cancel' ? texts.cancelConfirm : texts.undoConfirm}
      dismiss={texts.goBack}
      dangerous
      pending={asked.isPending}
      failure={asked.error === null ? null : { title: texts.steerFailed, error: asked.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{how === 'cancel' ? texts.cancelEffect : texts.undoEffect(run.host)}</Text>
      {done.length > 0 && <Text>{texts.doneSoFar(done.map(({ title }) => title))}</Text>}
      {how === 'cancel' && run.kind !== 'diagnostics' && (
        <Radio.Group
          label={texts.cancelThen}
          value={after}
          onChange={(value) => setAfter(value === 'undo' ? 'undo' : 'leave')}
        >
          <Stack gap={6} mt={6}>
            <Radio value="leave" label={texts.cancelLeave} description={texts.cancelLeaveHint} />
            <Radio value="undo" label={texts.cancelUndo} description={texts.cancelUndoHint} />
          </Stack>
        </Radio.Group>
      )}
    </Question>
  )
}
