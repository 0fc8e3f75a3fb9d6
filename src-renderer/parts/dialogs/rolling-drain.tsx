import { Checkbox, MultiSelect, NumberInput, Radio, Select, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Node } from '#contract/node.ts'
import type { RollingDrainBody, RollingNodes } from '#contract/rolling-drain.ts'
import { useStartRollingDrain } from '../../data/commands.ts'
import { useNodes, useRollingPlan } from '../../data/queries.ts'
import { useRunKinds } from '../../data/runs.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { FailureNotice } from '../failure-notice.tsx'
import { Notice } from '../notice.tsx'
import { regionsOf } from '../regions.ts'
import { Question } from './question.tsx'
import classes from './rolling-drain.module.css'
import { RollingPlanTable } from './rolling-plan.tsx'
import { rollingTexts } from './rolling-texts.ts'
import { texts } from './texts.ts'

const ALL = 'all'
const CHOSEN = 'chosen'
const NEVER = 'never'

/** What becomes of a node that is empty. */
type Between = (typeof rollingTexts.betweens)[number]['value']

/** Which nodes somebody picked: all, those of a region, or some by name. */
interface Picked {
  readonly which: string
  readonly chosen: readonly string[]
}

/** Asks for a drain over several nodes, with their order and what stays up meanwhile reckoned by what they carry now. */
export function RollingDrain({ onClose }: { readonly onClose: () => void }) {
  const { data: nodes = [] } = useNodes()
  const can_upgrade = useRunKinds().includes('upgrade')
  const start = useStartRollingDrain()
  const navigate = useNavigate()
  const [picked, setPicked] = useState<Picked>({ which: ALL, chosen: [] })
  const [at_once, setAtOnce] = useState(1)
  const [keep_capacity_percent, setKeep] = useState(50)
  const [deadline, setDeadline] = useState('900000')
  const [between, setBetween] = useState<Between>('resume')
  const [canary, setCanary] = useState(1)
  const [leave_region, setLeaveRegion] = useState(false)
  const [waits, setWaits] = useState(false)
  const [text, setText] = useState('')
  const planned: RollingDrainBody = {
    ...{ nodes: wantedOf(picked, nodes), at_once, keep_capacity_percent },
    ...(between === 'upgrade' ? { work: 'upgrade' as const, canary } : { between }),
    deadline_ms: deadline === NEVER ? null : Number(deadline),
    ...(leave_region ? { within_region: false } : {}),
  }
  const whole: RollingDrainBody = {
    ...planned,
    ...(text.trim() === '' ? {} : { reason: text.trim() }),
    ...(waits ? { when_short: 'wait' } : {}),
  }
  const has_regions = new Set(nodes.map(({ region }) => region)).size > 1
  const nobody = Array.isArray(planned.nodes) && planned.nodes.length === 0
  const { data: plan, error } = useRollingPlan(planned, !nobody)
  const shown = error === null && !nobody ? plan : undefined
  const steps = shown?.steps ?? []
  const short = shown?.refusal ?? null
  const confirm = () =>
    start.mutate(whole, {
      onSuccess: () => {
        notifications.show({ message: rollingTexts.started(steps.length) })
        onClose()
        void navigate('/nodes/rolling-drains')
      },
    })
  return (
    <Question
      title={rollingTexts.title}
      confirm={rollingTexts.start(steps.length)}
      ready={steps.length > 0 && (short === null || waits)}
      pending={start.isPending}
      failure={start.error === null ? null : { title: rollingTexts.failed, error: start.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Which nodes={nodes} picked={picked} onChange={setPicked} />
      <div className={classes.settings}>
        <NumberInput
          label={rollingTexts.atOnce}
          min={1}
          max={50}
          allowDecimal={false}
          clampBehavior="strict"
          value={at_once}
          onChange={(value) => setAtOnce(Math.max(1, Number(value)))}
        />
        <NumberInput
          label={rollingTexts.keep}
          min={0}
          max={100}
          step={5}
          allowDecimal={false}
          clampBehavior="strict"
          suffix={rollingTexts.keepSuffix}
          value={keep_capacity_percent}
          onChange={(value) => setKeep(Number(value))}
        />
        <Select
          label={rollingTexts.deadline}
          data={[...rollingTexts.deadlines]}
          allowDeselect={false}
          value={deadline}
          onChange={(value) => setDeadline(value ?? deadline)}
        />
      </div>
      <Radio.Group
        label={rollingTexts.between}
        value={between}
        onChange={(value) => setBetween(rollingTexts.betweens.find((one) => one.value === value)?.value ?? 'resume')}
      >
        <Stack gap={6} mt={6}>
          {rollingTexts.betweens.map(({ value, label, description }) =>
            value === 'upgrade' && !can_upgrade ? null : (
              <Radio key={value} value={value} label={label} description={description} />
            ),
          )}
        </Stack>
      </Radio.Group>
      {between === 'upgrade' && (
        <NumberInput
          label={rollingTexts.canary}
          description={rollingTexts.canaryHint}
          min={1}
          max={50}
          maw={280}
          allowDecimal={false}
          clampBehavior="strict"
          value={canary}
          onChange={(value) => setCanary(Math.max(1, Number(value)))}
        />
      )}
      {has_regions && (
        <Checkbox
          label={rollingTexts.leaveRegion}
          checked={leave_region}
          onChange={(event) => setLeaveRegion(event.currentTarget.checked)}
        />
      )}
      {nobody ? null : error === null ? (
        <RollingPlanTable plan={plan} />
      ) : (
        <FailureNotice title={rollingTexts.planFailed} error={error} />
      )}
      {short !== null && (
        <Notice tone="warn" title={rollingTexts.shortTitle}>
          <Text size="sm" mb="xs" lang="en">
            {short}
          </Text>
          <Checkbox
            label={rollingTexts.short}
            checked={waits}
            onChange={(event) => setWaits(event.currentTarget.checked)}
          />
        </Notice>
      )}
      <TextInput
        label={texts.reason}
        description={texts.reasonHint}
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <EquivalentCall label={texts.equivalent} method="POST" path="/api/v1/rolling-drains" body={whole} />
    </Question>
  )
}

interface WhichProps {
  readonly nodes: readonly Node[]
  readonly picked: Picked
  readonly onChange: (picked: Picked) => void
}

function Which({ nodes, picked, onChange }: WhichProps) {
  const able = nodes.filter(({ mode, liveness }) => mode.value === 'normal' && liveness.state === 'alive')
  const regions = regionsOf(able)
  return (
    <div className={classes.which}>
      <Select
        label={rollingTexts.which}
        allowDeselect={false}
        searchable={regions.length > 8}
        data={[
          { value: ALL, label: rollingTexts.all(able.length) },
          ...regions.map((region) => ({ value: `region ${region}`, label: rollingTexts.region(region) })),
          { value: CHOSEN, label: rollingTexts.chosen },
        ]}
        value={picked.which}
        onChange={(which) => onChange({ ...picked, which: which ?? picked.which })}
      />
      {picked.which === CHOSEN && (
        <MultiSelect
          aria-label={rollingTexts.chosenPlaceholder}
          placeholder={picked.chosen.length === 0 ? rollingTexts.chosenPlaceholder : ''}
          searchable
          limit={50}
          data={able.map(({ id, name }) => ({ value: id, label: name }))}
          value={[...picked.chosen]}
          onChange={(chosen) => onChange({ ...picked, chosen })}
        />
      )}
    </div>
  )
}

function wantedOf({ which, chosen }: Picked, nodes: readonly Node[]): RollingNodes {
  if (which.startsWith('region ')) return { region: which.slice('region '.length) }
  if (which !== CHOSEN) return ALL
  return chosen.flatMap((id) => nodes.find((node) => node.id === id)?.id ?? [])
}
