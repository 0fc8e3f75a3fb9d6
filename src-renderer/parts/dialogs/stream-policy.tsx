import { Checkbox, Radio, SimpleGrid, Stack, TagsInput, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { StreamPolicy as Policy } from '#contract/stream-policy.ts'
import { useSaveStreamPolicy } from '../../data/commands.ts'
import { useNodes, useStreamPolicies } from '../../data/queries.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import { regionsOf } from '../regions.ts'
import { bodyOf, formOf, isContradictory, type PolicyForm } from './policy-form.ts'
import { texts } from './policy-texts.ts'
import { Question } from './question.tsx'
import { texts as shared } from './texts.ts'

interface StreamPolicyProps {
  /** Null: a new one. */
  readonly policy_id: string | null
  /** What a new one is for, to begin with. */
  readonly pattern: string
  readonly onClose: () => void
}

/** Makes a stream policy or changes one, every rule with what it means. */
export function StreamPolicy({ policy_id, pattern, onClose }: StreamPolicyProps) {
  const { data: policies } = useStreamPolicies()
  const found = policies?.find(({ id }) => id === policy_id)
  if (policy_id !== null && found === undefined) return null
  return <PolicyDialog found={found ?? null} pattern={pattern} onClose={onClose} />
}

interface PolicyDialogProps {
  readonly found: Policy | null
  readonly pattern: string
  readonly onClose: () => void
}

function PolicyDialog({ found, pattern, onClose }: PolicyDialogProps) {
  // As it was when the dialog opened: it is changed only if it still is.
  const [before] = useState(found)
  const [form, setForm] = useState(() => formOf(before, pattern))
  const save = useSaveStreamPolicy(before)
  const body = bodyOf(form)
  const confirm = () =>
    save.mutate(body, {
      onSuccess: (saved) => {
        notifications.show({ message: (before === null ? texts.created : texts.changed)(saved.pattern) })
        onClose()
      },
    })
  return (
    <Question
      title={before === null ? texts.newTitle : texts.editTitle(before.pattern)}
      confirm={before === null ? texts.create : texts.save}
      ready={form.pattern.trim() !== '' && !isContradictory(form)}
      pending={save.isPending}
      failure={save.error === null ? null : { title: texts.failed, error: save.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Fields form={form} onChange={(change) => setForm({ ...form, ...change })} />
      <EquivalentCall label={shared.equivalent} {...callOf(before)} body={body} />
    </Question>
  )
}

function callOf(before: Policy | null) {
  if (before === null) return { method: 'POST', path: '/api/v1/stream-policies' } as const
  return { method: 'PATCH', path: `/api/v1/stream-policies/${before.id}` } as const
}

interface FieldsProps {
  readonly form: PolicyForm
  readonly onChange: (change: Partial<PolicyForm>) => void
}

function Fields({ form, onChange }: FieldsProps) {
  return (
    <>
      <TextInput
        label={texts.pattern}
        description={texts.patternHint}
        placeholder="live/*"
        required
        autoComplete="off"
        spellCheck={false}
        maxLength={258}
        value={form.pattern}
        onChange={(event) => onChange({ pattern: event.currentTarget.value })}
      />
      <Radio.Group
        label={texts.second}
        value={form.second}
        onChange={(second) => onChange({ second: second as PolicyForm['second'] })}
      >
        <Stack gap={6} mt={6}>
          {texts.seconds.map((choice) => (
            <Radio key={choice.value} value={choice.value} label={choice.label} description={choice.description} />
          ))}
        </Stack>
      </Radio.Group>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Whole
          label={texts.grace}
          hint={texts.graceHint}
          value={form.grace_s}
          onChange={(grace_s) => onChange({ grace_s })}
        />
        <Whole
          label={texts.viewers}
          hint={texts.viewersHint}
          value={form.viewers}
          onChange={(viewers) => onChange({ viewers })}
        />
        <Whole label={texts.most} hint={texts.mostHint} value={form.most} onChange={(most) => onChange({ most })} />
        <Whole
          error={isContradictory(form) ? texts.leastTooMany : null}
          label={texts.least}
          hint={texts.leastHint}
          value={form.least}
          onChange={(least) => onChange({ least })}
        />
        {form.least.trim() !== '' && (
          <>
            <Time label={texts.from} value={form.from} onChange={(from) => onChange({ from })} />
            <Time label={texts.until} value={form.until} onChange={(until) => onChange({ until })} />
          </>
        )}
        <Regions
          label={texts.regions}
          hint={texts.regionsHint}
          value={form.regions}
          onChange={(regions) => onChange({ regions })}
        />
        <Regions
          label={texts.ingest}
          hint={texts.ingestHint}
          value={form.ingest}
          onChange={(ingest) => onChange({ ingest })}
        />
      </SimpleGrid>
      <Checkbox
        label={texts.local}
        description={texts.localHint}
        checked={form.local}
        onChange={(event) => onChange({ local: event.currentTarget.checked })}
      />
    </>
  )
}

interface FieldProps<Value> {
  readonly label: string
  readonly hint?: string
  readonly error?: string | null
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** With a second point it would be no number, and no limit. */
const onePoint = (text: string) => text.replace(/^([^.]*\.[^.]*)\..*$/, '$1')

/** A number that may be left out; whether it is one that can be is the origin's to say. */
function Whole({ label, hint, error = null, value, onChange }: FieldProps<string>) {
  return (
    <TextInput
      label={label}
      description={hint}
      error={error}
      inputMode="numeric"
      maxLength={9}
      value={value}
      onChange={(event) => onChange(onePoint(event.currentTarget.value.replaceAll(/[^\d.]/g, '')))}
    />
  )
}

function Time({ label, value, onChange }: FieldProps<string>) {
  return (
    <TextInput
      label={label}
      description={texts.timeHint}
      type="datetime-local"
      step={1}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** Names of regions; those that nodes have are proposed. */
function Regions({ label, hint, value, onChange }: FieldProps<readonly string[]>) {
  const { data: nodes = [] } = useNodes()
  return (
    <TagsInput
      label={label}
      description={hint}
      data={regionsOf(nodes)}
      maxTags={32}
      acceptValueOnBlur
      value={[...value]}
      onChange={onChange}
    />
  )
}
