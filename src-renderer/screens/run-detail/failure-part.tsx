import { Button, Group } from '@mantine/core'
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import { useState } from 'react'
import type { ProvisioningRun, ProvisioningStep, StepFailure } from '#contract/provisioning-run.ts'
import { useCanSteer } from '../../data/queries.ts'
import { useResumeRun } from '../../data/runs.ts'
import { CopyTextButton } from '../../parts/copy.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { failureHeadline } from '../../parts/origin/failure-headline.ts'
import { stepTitle } from '../../parts/origin/run-part-words.ts'
import { sentenceWords } from '../../parts/origin/sentence-words.ts'
import { runTitle } from '../../parts/run-look.ts'
import { CredentialsForm } from './credentials-form.tsx'
import classes from './failure-part.module.css'
import { failureText, isAboutLogin } from './failure-text.ts'
import { texts } from './texts.ts'

/** Why a run stopped, and the way on: what failed, what probably causes it, what was tried, one thing to do. Nothing where nothing failed. */
export function FailurePart({ run }: { readonly run: ProvisioningRun }) {
  const step = run.steps.find(({ failure, state }) => failure !== null && state === 'failed')
  if (run.state !== 'failed' || step?.failure === null || step?.failure === undefined) return null
  return <Failure run={run} step={step} failure={step.failure} />
}

interface FailureProps {
  readonly run: ProvisioningRun
  readonly step: ProvisioningStep
  readonly failure: StepFailure
}

function Failure({ run, step, failure }: FailureProps) {
  const canSteer = useCanSteer()
  const resume = useResumeRun(run.id)
  const { text: title } = stepTitle(step)
  const message = sentenceWords(failure.message, failure.sentences?.message)
  const hint = failure.hint === null ? null : sentenceWords(failure.hint, failure.sentences?.hint)
  // Where the sentence itself is told in the panel's language, it says as much and more.
  const headline = message.lang === null ? null : failureHeadline(failure.code)
  const [asking, setAsking] = useState(isAboutLogin(failure.code))
  return (
    <section className={classes.card} aria-labelledby="what-failed">
      <IconAlertTriangle size={20} aria-hidden="true" className={classes.icon} />
      <div className={classes.words}>
        <h2 id="what-failed" className={classes.title}>
          {texts.failedAt(title)}
        </h2>
        {headline !== null && <p className={classes.message}>{headline}</p>}
        <p className={classes.message} lang={message.lang ?? undefined}>
          {message.text}
        </p>
        {hint !== null && (
          <div>
            <h3 className={classes.label}>{texts.whatToDo}</h3>
            <p lang={hint.lang ?? undefined}>{hint.text}</p>
          </div>
        )}
        <div>
          <h3 className={classes.label}>{texts.whatWasTried}</h3>
          <p>{texts.tried(title, step.attempt)}</p>
        </div>
        {failure.output.length > 0 && (
          <div>
            <h3 className={classes.label}>{texts.lastLines}</h3>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be scrolled by keyboard, too */}
            <section tabIndex={0} aria-label={texts.lastLines} className={classes.output}>
              <pre className={classes.lines} lang="en">
                {failure.output.join('\n')}
              </pre>
            </section>
          </div>
        )}
        {resume.error !== null && <FailureNotice title={texts.resumeFailed} error={resume.error} />}
        {canSteer && asking && (
          <CredentialsForm
            run={run}
            submit={texts.resumeWith}
            pending={resume.isPending}
            onSubmit={(target) => resume.mutate({ target }, { onSuccess: () => resume.reset() })}
          />
        )}
        <Group gap="xs">
          {canSteer && !asking && (
            <Button loading={resume.isPending} onClick={() => resume.mutate({})}>
              {texts.fixAndResume}
            </Button>
          )}
          {canSteer && !asking && (
            <Button variant="default" onClick={() => setAsking(true)}>
              {texts.otherCredentials}
            </Button>
          )}
          <CopyTextButton variant="default" value={failureText(runTitle(run), run, step, failure)}>
            {texts.copyDetails}
          </CopyTextButton>
          <span className={classes.code}>
            {texts.code} <code>{failure.code}</code>
          </span>
        </Group>
      </div>
    </section>
  )
}
