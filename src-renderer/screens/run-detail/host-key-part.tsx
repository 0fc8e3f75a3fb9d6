import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ProvisioningRun, ShownHostKey } from '#contract/provisioning-run.ts'
import { useCanSteer } from '../../data/queries.ts'
import { useCancelRun, useResumeRun } from '../../data/runs.ts'
import { CopyField, CopyIcon } from '../../parts/copy.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { StateBadge } from '../../parts/state-mark.tsx'
import { Surface } from '../../parts/surface.tsx'
import { comparison, fingerprintCommand } from './fingerprint.ts'
import classes from './host-key-part.module.css'
import { texts } from './texts.ts'

interface HostKeyPartProps {
  readonly run: ProvisioningRun
  readonly host_key: ShownHostKey
}

/** Shows the key of a box that was never met, says how to find out whether it is the right one, and asks. */
export function HostKeyPart({ run, host_key }: HostKeyPartProps) {
  const canSteer = useCanSteer()
  const resume = useResumeRun(run.id)
  const cancel = useCancelRun(run.id)
  const [known, setKnown] = useState('')
  const compared = comparison(host_key.fingerprint, known)
  const failure = resume.error ?? cancel.error
  return (
    <Surface title={texts.hostKeyTitle(run.host)}>
      <div className={classes.parts}>
        <p className={classes.text}>{texts.neverMet}</p>
        <Fingerprint label={texts.shows(host_key.algorithm)} fingerprint={host_key.fingerprint} />
        <div className={classes.how}>
          <p className={classes.text}>{texts.howToCompare}</p>
          <CopyField label={texts.onTheBox} value={fingerprintCommand(host_key.algorithm)} />
        </div>
        {canSteer ? (
          <>
            <div className={classes.compare}>
              <TextInput
                className={classes.known}
                label={texts.known}
                description={texts.knownHint}
                placeholder="SHA256:…"
                autoComplete="off"
                spellCheck={false}
                value={known}
                onChange={(event) => setKnown(event.currentTarget.value)}
              />
              <span role="status" className={classes.compared}>
                {compared === 'same' && (
                  <StateBadge shape="check" tone="ok">
                    {texts.same}
                  </StateBadge>
                )}
                {compared === 'different' && (
                  <StateBadge shape="cross" tone="bad">
                    {texts.different}
                  </StateBadge>
                )}
              </span>
            </div>
            {failure !== null && <FailureNotice title={texts.steerFailed} error={failure} />}
            <Group gap="xs">
              <Button
                loading={resume.isPending}
                disabled={compared === 'different'}
                onClick={() => resume.mutate({ host_key_fingerprint: host_key.fingerprint })}
              >
                {texts.confirmKey}
              </Button>
              <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate('leave')}>
                {texts.stopHere}
              </Button>
            </Group>
          </>
        ) : (
          <p className={classes.text}>{texts.onlyOperators}</p>
        )}
      </div>
    </Surface>
  )
}

/** A fingerprint to be compared by eye: large, and in groups that the eye can keep. */
export function Fingerprint(props: { readonly label: string; readonly fingerprint: string; readonly aside?: string }) {
  const { label, fingerprint, aside } = props
  return (
    <div className={classes.fingerprint}>
      <span className={classes.label}>{label}</span>
      <span className={classes.line}>
        <code className={classes.value}>{fingerprint}</code>
        <CopyIcon value={fingerprint} label={texts.copyFingerprint} />
      </span>
      {aside !== undefined && <span className={classes.label}>{aside}</span>}
    </div>
  )
}
