import type { ProvisioningRun } from '#contract/provisioning-run.ts'
import { useCanSteer } from '../../data/queries.ts'
import { useResumeRun } from '../../data/runs.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Surface } from '../../parts/surface.tsx'
import { ChangedKeyPart } from './changed-key-part.tsx'
import { CredentialsForm } from './credentials-form.tsx'
import { HostKeyPart } from './host-key-part.tsx'
import { texts } from './texts.ts'
import classes from './waiting-part.module.css'
import { WarningsPart } from './warnings-part.tsx'

interface WaitingPartProps {
  readonly run: ProvisioningRun
  readonly waiting_for: NonNullable<ProvisioningRun['waiting_for']>
}

/** Asks for what a run waits for, right where it waits. Those who may not steer see what it is. */
export function WaitingPart({ run, waiting_for }: WaitingPartProps) {
  const canSteer = useCanSteer()
  const { what, text, host_key } = waiting_for
  if (what === 'changed_host_key') return <ChangedKeyPart run={run} text={text} host_key={host_key} />
  if (what === 'host_key' && host_key !== null) return <HostKeyPart run={run} host_key={host_key} />
  if (what === 'warnings' && run.report !== null) return <WarningsPart run={run} report={run.report} />
  if (what === 'credentials' && canSteer) return <CredentialsPart run={run} text={text} />
  return (
    <Notice tone="warn" title={texts.waitsFor[what]}>
      <p lang="en">{text}</p>
      {!canSteer && <p>{texts.onlyOperators}</p>}
    </Notice>
  )
}

function CredentialsPart({ run, text }: { readonly run: ProvisioningRun; readonly text: string }) {
  const resume = useResumeRun(run.id)
  return (
    <Surface title={texts.credentialsTitle}>
      <p className={classes.text} lang="en">
        {text}
      </p>
      {resume.error !== null && <FailureNotice title={texts.resumeFailed} error={resume.error} />}
      <CredentialsForm
        run={run}
        submit={texts.resumeWith}
        pending={resume.isPending}
        onSubmit={(target) => resume.mutate({ target }, { onSuccess: () => resume.reset() })}
      />
    </Surface>
  )
}
