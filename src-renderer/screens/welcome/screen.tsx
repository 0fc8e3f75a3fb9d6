import { Button, Skeleton, UnstyledButton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import IconLock from '@tabler/icons-react/dist/esm/icons/IconLock.mjs'
import { useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import type { SetupState } from '#contract/setup.ts'
import { useRole, useStreams } from '../../data/queries.ts'
import { useChangeSetup, useSetup } from '../../data/setup.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Page } from '../../parts/page.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Surface } from '../../parts/surface.tsx'
import { NameStep } from './name-step.tsx'
import { PartsStep } from './parts-step.tsx'
import { ReachStep } from './reach-step.tsx'
import classes from './screen.module.css'
import { firstOpen, isStepName, type StepName, type StepState, stepNames, stepStates } from './steps.ts'
import { StreamStep } from './stream-step.tsx'
import { texts } from './texts.ts'

/** From a fresh origin to a stream that can be watched. */
export function Component() {
  const role = useRole()
  if (role !== 'owner') {
    return (
      <Page title={texts.title}>
        <EmptyState icon={<IconLock size={22} />} title={texts.notOwner} text={texts.notOwnerText} />
      </Page>
    )
  }
  return <FirstSteps />
}

function FirstSteps() {
  const setup = useSetup()
  const leave = useLeave()
  const skipAll = (
    <Button variant="default" loading={leave.isPending} onClick={() => leave.go(texts.skipped)}>
      {texts.skipAll}
    </Button>
  )
  return (
    <Page title={texts.title} actions={skipAll}>
      <p className={classes.about}>{texts.about}</p>
      {leave.error !== null && <FailureNotice title={texts.notSaved} error={leave.error} />}
      {setup.data !== undefined && <Steps setup={setup.data} onFinish={() => leave.go(null)} />}
      {setup.data === undefined &&
        (setup.error === null ? (
          <Skeleton h={360} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={setup.error} onRetry={() => void setup.refetch()} />
        ))}
    </Page>
  )
}

/** Says that the first steps need not be offered again, here and in every other browser, and goes to the overview. */
function useLeave() {
  const change = useChangeSetup()
  const navigate = useNavigate()
  const go = (said: string | null) =>
    change.mutate(
      { dismissed: true },
      {
        onSuccess: () => {
          if (said !== null) notifications.show({ message: said })
          void navigate('/')
        },
      },
    )
  return { go, isPending: change.isPending, error: change.error }
}

function Steps({ setup, onFinish }: { readonly setup: SetupState; readonly onFinish: () => void }) {
  const { data: streams = [] } = useStreams()
  const [params, setParams] = useSearchParams()
  const states = stepStates(setup, streams.length)
  // Where it began stays on the screen when it is done: only who reads it says when to go on.
  const [began] = useState(() => firstOpen(states))
  const asked = params.get('step')
  const step = isStepName(asked) ? asked : began
  const show = (name: StepName) => setParams({ step: name }, { replace: true, preventScrollReset: true })
  const at = stepNames.indexOf(step)
  const next = stepNames[at + 1]
  const before = stepNames[at - 1]
  const goOn = () => (next === undefined ? onFinish() : show(next))
  return (
    <div className={classes.grid}>
      <nav aria-label={texts.list}>
        <ol className={classes.steps}>
          {stepNames.map((name) => (
            <li key={name}>
              <StepLink name={name} state={states[name]} current={name === step} onShow={() => show(name)} />
            </li>
          ))}
        </ol>
      </nav>
      <Surface title={texts.steps[step]}>
        <div className={classes.body}>
          {step === 'name' && <NameStep setup={setup} onSaved={goOn} />}
          {step === 'reach' && <ReachStep setup={setup} />}
          {step === 'parts' && <PartsStep parts={setup.parts} />}
          {step === 'stream' && <StreamStep setup={setup} />}
          <div className={classes.foot}>
            {before === undefined ? (
              <span />
            ) : (
              <Button variant="subtle" onClick={() => show(before)}>
                {texts.back}
              </Button>
            )}
            <Button variant={next === undefined || states[step] !== 'open' ? 'filled' : 'default'} onClick={goOn}>
              {next === undefined ? texts.finish : states[step] === 'open' ? texts.skip : texts.next}
            </Button>
          </div>
        </div>
      </Surface>
    </div>
  )
}

interface StepLinkProps {
  readonly name: StepName
  readonly state: StepState
  readonly current: boolean
  readonly onShow: () => void
}

const marks = {
  done: { shape: 'check', tone: 'ok' },
  open: { shape: 'ring', tone: 'idle' },
  note: { shape: 'dash', tone: 'idle' },
} as const

function StepLink({ name, state, current, onShow }: StepLinkProps) {
  return (
    <UnstyledButton className={classes.step} aria-current={current ? 'step' : undefined} onClick={onShow}>
      <StateMark {...marks[state]} />
      <span className={classes.stepWords}>
        {texts.steps[name]}
        <span className={classes.stepState}>{texts.states[state]}</span>
      </span>
    </UnstyledButton>
  )
}
