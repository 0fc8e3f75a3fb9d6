import type { ProvisioningRun, ProvisioningStep } from '#contract/provisioning-run.ts'
import { formatDuration } from '../../parts/format.ts'
import { stepTitle } from '../../parts/origin/run-part-words.ts'
import { isAtWork, stepLook, stepsBehind } from '../../parts/run-look.ts'
import { Elapsed } from '../../parts/since.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Surface } from '../../parts/surface.tsx'
import { StepBar } from './step-bar.tsx'
import classes from './step-tree.module.css'
import { texts } from './texts.ts'

interface StepTreeProps {
  readonly run: ProvisioningRun
  readonly chosen: string | null
  readonly onChoose: (step: string) => void
}

/** Every step of a run in its order, with what became of it; the chosen one's log stands beside it. */
export function StepTree({ run, chosen, onChoose }: StepTreeProps) {
  const { done, all } = stepsBehind(run)
  return (
    <Surface title={texts.steps} aside={<span role="status">{texts.stepsDone(done, all)}</span>} flush>
      <ol className={classes.steps}>
        {run.steps.map((step) => (
          <li key={step.id}>
            <button
              type="button"
              className={classes.step}
              aria-current={step.id === chosen}
              onClick={() => onChoose(step.id)}
            >
              <StepWords step={step} />
            </button>
          </li>
        ))}
      </ol>
    </Surface>
  )
}

function StepWords({ step }: { readonly step: ProvisioningStep }) {
  const look = stepLook(step.state)
  const title = stepTitle(step)
  return (
    <>
      <span className={classes.mark}>
        <StateMark shape={look.shape} tone={look.tone} />
      </span>
      <span className={classes.words}>
        <span className={classes.head}>
          <span className={classes.title} data-state={step.state} lang={title.lang ?? undefined}>
            {title.text}
          </span>
          <span className={classes.state} data-tone={look.tone}>
            {look.word}
          </span>
          <span className={classes.time}>
            <Took step={step} />
          </span>
        </span>
        {step.attempt > 1 && <span className={classes.under}>{texts.attempt(step.attempt)}</span>}
        {step.found !== null && (
          <span className={classes.under} lang="en">
            {step.found}
          </span>
        )}
        {step.progress !== null && isAtWork(step) && <StepBar progress={step.progress} title={title.text} />}
      </span>
    </>
  )
}

function Took({ step: { started_at, ended_at, state } }: { readonly step: ProvisioningStep }) {
  if (started_at === null || state === 'skipped') return null
  if (ended_at === null) return isAtWork({ state }) ? <Elapsed since={started_at} /> : null
  return formatDuration(Date.parse(ended_at) - Date.parse(started_at))
}
