import { Button } from '@mantine/core'
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs'
import { useState } from 'react'
import { isRunOver, type ProvisioningRun } from '#contract/provisioning-run.ts'
import { useCanSteer } from '../../data/queries.ts'
import { logText } from '../../data/run-log.ts'
import { useCancelRun, useResumeRun, useRunLog, useUndoRun } from '../../data/runs.ts'
import { saveFile } from '../../data/save-file.ts'
import { CopyTextButton } from '../../parts/copy.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { EndRun } from './end-run.tsx'
import classes from './run-foot.module.css'
import { texts } from './texts.ts'

/** What can be done with a run as a whole: cancel, resume, undo, and take its command and log along. */
export function RunFoot({ run }: { readonly run: ProvisioningRun }) {
  const canSteer = useCanSteer()
  const log = useRunLog(run.id)
  const cancel = useCancelRun(run.id)
  const resume = useResumeRun(run.id)
  const undo = useUndoRun(run.id)
  const [asked, ask] = useState<'cancel' | 'undo' | null>(null)
  const save = () =>
    saveFile(new Blob([logText(log.data ?? [])], { type: 'text/plain' }), `headwater-run-${run.id}.log`)
  const failure = cancel.error ?? resume.error ?? undo.error
  return (
    <>
      {failure !== null && <FailureNotice title={texts.steerFailed} error={failure} />}
      <footer className={classes.foot}>
        {canSteer && (
          <div className={classes.steer}>
            {!isRunOver(run.state) && run.state !== 'undoing' && !asksAboutKey(run) && (
              <Button
                variant="default"
                c="var(--hw-bad)"
                disabled={run.state === 'cancelling'}
                onClick={() => ask('cancel')}
              >
                {run.state === 'cancelling' ? texts.cancelling : texts.cancel}
              </Button>
            )}
            {isResumedHere(run) && (
              <Button variant="default" loading={resume.isPending} onClick={() => resume.mutate({})}>
                {texts.resume}
              </Button>
            )}
            {canBeUndone(run) && (
              <Button variant="default" loading={undo.isPending} onClick={() => ask('undo')}>
                {texts.undo}
              </Button>
            )}
          </div>
        )}
        <div className={classes.take}>
          <CopyTextButton variant="default" value={run.command}>
            {texts.copyCommand}
          </CopyTextButton>
          <Button
            variant="default"
            disabled={(log.data ?? []).length === 0}
            leftSection={<IconDownload size={16} aria-hidden="true" />}
            onClick={save}
          >
            {texts.saveLog}
          </Button>
        </div>
      </footer>
      {asked !== null && <EndRun run={run} how={asked} cancel={cancel} undo={undo} onClose={() => ask(null)} />}
    </>
  )
}

/** What only looks, or has taken everything away by itself, leaves nothing to be undone. */
function canBeUndone({ state, kind, steps }: ProvisioningRun): boolean {
  if (state !== 'failed' && state !== 'cancelled') return false
  if (kind === 'diagnostics' || kind === 'decommission') return false
  return steps.some((step) => step.attempt > 0 && step.state !== 'skipped' && step.state !== 'undone')
}

/** The question about the box's key has its own way to stop, and nothing was done on the box yet. */
const asksAboutKey = ({ state, waiting_for }: ProvisioningRun) =>
  state === 'waiting' && (waiting_for?.what === 'host_key' || waiting_for?.what === 'changed_host_key')

/** A failed step has the way on beside what it says. */
const isResumedHere = ({ state, steps }: ProvisioningRun) =>
  state === 'cancelled' ||
  (state === 'failed' && !steps.some((step) => step.failure !== null && step.state === 'failed'))
