import { Button } from '@mantine/core'
import type { BoxReport } from '#contract/provisioning.ts'
import type { ProvisioningRun } from '#contract/provisioning-run.ts'
import { useCanSteer } from '../../data/queries.ts'
import { useResumeRun } from '../../data/runs.ts'
import { CheckReport, outcomeWords } from '../../parts/check-report.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Surface } from '../../parts/surface.tsx'
import { texts } from './texts.ts'

/** What the preflight found on the box; where that stopped the run, it can be looked at again. */
export function ReportPart({ run, report }: { readonly run: ProvisioningRun; readonly report: BoxReport }) {
  const canSteer = useCanSteer()
  const resume = useResumeRun(run.id)
  const stopped = run.state === 'failed' && report.outcome === 'block'
  return (
    <Surface
      title={texts.reportTitle}
      aside={outcomeWords(report)}
      actions={
        stopped && canSteer ? (
          <Button size="compact-sm" variant="default" loading={resume.isPending} onClick={() => resume.mutate({})}>
            {texts.recheck}
          </Button>
        ) : undefined
      }
    >
      {resume.error !== null && <FailureNotice title={texts.resumeFailed} error={resume.error} />}
      <CheckReport report={report} />
    </Surface>
  )
}
