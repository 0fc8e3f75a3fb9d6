import { Button, Group } from '@mantine/core'
import type { BoxReport } from '#contract/provisioning.ts'
import type { ProvisioningRun } from '#contract/provisioning-run.ts'
import { useCanSteer } from '../../data/queries.ts'
import { useCancelRun, useResumeRun } from '../../data/runs.ts'
import { CheckReport } from '../../parts/check-report.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Surface } from '../../parts/surface.tsx'
import { texts } from './texts.ts'
import classes from './waiting-part.module.css'

interface WarningsPartProps {
  readonly run: ProvisioningRun
  readonly report: BoxReport
}

/** The preflight warns: what was found, what to do about it, and the choice to look again or to go on all the same. */
export function WarningsPart({ run, report }: WarningsPartProps) {
  const canSteer = useCanSteer()
  const resume = useResumeRun(run.id)
  const cancel = useCancelRun(run.id)
  const failure = resume.error ?? cancel.error
  return (
    <Surface title={texts.warningsTitle(run.host)}>
      <CheckReport report={report} />
      {failure !== null && <FailureNotice title={texts.steerFailed} error={failure} />}
      {canSteer ? (
        <Group gap="xs" mt="md">
          <Button loading={resume.isPending} onClick={() => resume.mutate({ accept_warnings: true })}>
            {texts.goOn}
          </Button>
          <Button variant="default" disabled={resume.isPending} onClick={() => resume.mutate({})}>
            {texts.recheck}
          </Button>
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate('leave')}>
            {texts.stopHere}
          </Button>
        </Group>
      ) : (
        <p className={classes.text}>{texts.onlyOperators}</p>
      )}
    </Surface>
  )
}
