import { Checkbox, Radio, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { AccessPolicy as Policy } from '#contract/access-policy.ts'
import { streamPatternSchema } from '#contract/stream-policy.ts'
import { useAccessPolicies, useSaveAccessPolicy } from '../../data/stream-access.ts'
import { EquivalentCall } from '../equivalent-call.tsx'
import {
  type AccessForm,
  accessBodyOf,
  accessFormOf,
  isWrong,
  isWrongWebhook,
  NETWORK_FIELDS,
  WEBHOOK_FIELDS,
} from './access-form.ts'
import { texts } from './access-texts.ts'
import { Question } from './question.tsx'
import { texts as shared } from './texts.ts'

interface AccessPolicyProps {
  /** Null: a new one. */
  readonly policy_id: string | null
  /** What a new one is for, to begin with. */
  readonly pattern: string
  readonly onClose: () => void
}

/** Says who may publish and who may watch the streams of a pattern. */
export function AccessPolicy({ policy_id, pattern, onClose }: AccessPolicyProps) {
  const { data: policies } = useAccessPolicies()
  const found = policies?.find(({ id }) => id === policy_id)
  if (policy_id !== null && found === undefined) return null
  return <PolicyDialog found={found ?? null} pattern={pattern} onClose={onClose} />
}

interface PolicyDialogProps {
  readonly found: Policy | null
  readonly pattern: string
  readonly onClose: () => void
}

const fields = {
  publish_networks: { label: texts.publishFrom, none: texts.anywhere },
  publish_denied_networks: { label: texts.publishNotFrom, none: texts.nobody },
  play_networks: { label: texts.playFrom, none: texts.anywhere },
  play_denied_networks: { label: texts.playNotFrom, none: texts.nobody },
} as const

function PolicyDialog({ found, pattern, onClose }: PolicyDialogProps) {
  // As it was when the dialog opened: it is changed only if it still is.
  const [before] = useState(found)
  const [form, setForm] = useState(() => accessFormOf(before, pattern))
  const change = (changed: Partial<AccessForm>) => setForm({ ...form, ...changed })
  const save = useSaveAccessPolicy(before)
  const body = accessBodyOf(form)
  const confirm = () =>
    save.mutate(body, {
      onSuccess: (saved) => {
        notifications.show({ message: (before === null ? texts.created : texts.changed)(saved.pattern) })
        onClose()
      },
    })
  return (
    <Question
      title={before === null ? texts.newPolicy : texts.editPolicy(before.pattern)}
      confirm={before === null ? texts.create : texts.save}
      ready={
        streamPatternSchema.safeParse(form.pattern).success &&
        !NETWORK_FIELDS.some((field) => isWrong(form, field)) &&
        !WEBHOOK_FIELDS.some((field) => isWrongWebhook(form[field]))
      }
      pending={save.isPending}
      failure={save.error === null ? null : { title: texts.policyFailed, error: save.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <TextInput
        label={texts.pattern}
        description={texts.patternHint}
        placeholder="live/*"
        required
        autoComplete="off"
        spellCheck={false}
        maxLength={258}
        value={form.pattern}
        onChange={(event) => change({ pattern: event.currentTarget.value })}
      />
      <Radio.Group
        label={texts.publish}
        value={form.publish_with}
        onChange={(value) => change({ publish_with: value as AccessForm['publish_with'] })}
      >
        <Stack gap={8} mt={6}>
          {texts.publishWith.map((choice) => (
            <Radio key={choice.value} value={choice.value} label={choice.label} description={choice.description} />
          ))}
        </Stack>
      </Radio.Group>
      <Radio.Group
        label={texts.play}
        value={form.play_with}
        onChange={(value) => change({ play_with: value as AccessForm['play_with'] })}
      >
        <Stack gap={8} mt={6}>
          {texts.playWith.map((choice) => (
            <Radio key={choice.value} value={choice.value} label={choice.label} description={choice.description} />
          ))}
        </Stack>
      </Radio.Group>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {NETWORK_FIELDS.map((field) => (
          <TextInput
            key={field}
            label={fields[field].label}
            placeholder={fields[field].none}
            error={isWrong(form, field) && texts.networksWrong}
            autoComplete="off"
            spellCheck={false}
            value={form[field]}
            onChange={(event) => change({ [field]: event.currentTarget.value })}
          />
        ))}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {WEBHOOK_FIELDS.map((field) => (
          <TextInput
            key={field}
            label={texts.webhooks[field]}
            placeholder={texts.nobodyAsked}
            error={isWrongWebhook(form[field]) && texts.webhookWrong}
            type="url"
            autoComplete="off"
            spellCheck={false}
            maxLength={1_024}
            value={form[field]}
            onChange={(event) => change({ [field]: event.currentTarget.value })}
          />
        ))}
      </SimpleGrid>
      {WEBHOOK_FIELDS.some((field) => form[field].trim() !== '') && (
        <Checkbox
          label={texts.failOpen}
          description={texts.failOpenHint}
          checked={form.webhook_on_failure === 'allow'}
          onChange={(event) => change({ webhook_on_failure: event.currentTarget.checked ? 'allow' : 'refuse' })}
        />
      )}
      <EquivalentCall
        label={shared.equivalent}
        method={before === null ? 'POST' : 'PATCH'}
        path={`/api/v1/access-policies${before === null ? '' : `/${before.id}`}`}
        body={body}
      />
    </Question>
  )
}
