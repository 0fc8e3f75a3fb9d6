import { Modal, PasswordInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { AlertSeverity, CreateChannel, Smtp } from '#contract/alert.ts'
import { useCreateChannel } from '../../../data/alerts.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { ShownOnce } from '../../../parts/shown-once.tsx'
import { type ChannelForm, channelOf, emptyChannel, isComplete, portOf } from './channel-form.ts'
import classes from './section.module.css'
import { texts } from './texts.ts'

/** Makes a channel; of a webhook it shows the key this once. */
export function AddChannel({ onClose }: { readonly onClose: () => void }) {
  const [form, setForm] = useState<ChannelForm>(emptyChannel)
  const create = useCreateChannel()
  const set = (change: Partial<ChannelForm>) => setForm((before) => ({ ...before, ...change }))
  const key = create.data?.signing_key ?? null
  if (key !== null) {
    return (
      <Modal
        opened
        onClose={onClose}
        // A click beside it would lose what is shown once.
        closeOnClickOutside={false}
        title={create.data?.name}
        size="lg"
        closeButtonProps={{ 'aria-label': shared.close }}
      >
        <ShownOnce
          text={texts.keyText}
          label={texts.keyLabel}
          value={key}
          copy={texts.copyKey}
          done={texts.done}
          onDone={onClose}
        />
      </Modal>
    )
  }
  const confirm = () => create.mutate(channelOf(form), { onSuccess: ({ kind }) => kind === 'email' && onClose() })
  return (
    <Question
      title={texts.addTitle}
      confirm={texts.make}
      ready={isComplete(form)}
      pending={create.isPending}
      failure={create.error === null ? null : { title: texts.notMade, error: create.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <SegmentedControl
        aria-label={texts.kind}
        value={form.kind}
        onChange={(value) => set({ kind: value as CreateChannel['kind'] })}
        data={(['webhook', 'email'] as const).map((value) => ({ value, label: texts.kinds[value] }))}
      />
      <TextInput
        label={texts.name}
        description={texts.nameHint}
        data-autofocus
        autoComplete="off"
        maxLength={64}
        value={form.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {form.kind === 'webhook' ? (
        <TextInput
          label={texts.url}
          description={texts.urlHint}
          type="url"
          placeholder="https://"
          autoComplete="off"
          value={form.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
        />
      ) : (
        <MailFields form={form} onChange={set} />
      )}
      <Select
        label={texts.leastLabel}
        data={(['warning', 'error'] as const).map((value) => ({ value, label: texts.least[value] }))}
        value={form.least_severity}
        allowDeselect={false}
        onChange={(value) => set({ least_severity: value as AlertSeverity })}
      />
    </Question>
  )
}

interface MailFieldsProps {
  readonly form: ChannelForm
  readonly onChange: (change: Partial<ChannelForm>) => void
}

function MailFields({ form, onChange }: MailFieldsProps) {
  const choose = (value: string | null) => {
    const security = value as Smtp['security']
    onChange({ security, port: portOf(security) })
  }
  return (
    <>
      <div className={classes.mail}>
        <TextInput
          label={texts.smtpHost}
          autoComplete="off"
          spellCheck={false}
          value={form.host}
          onChange={(event) => onChange({ host: event.currentTarget.value })}
        />
        <TextInput
          label={texts.smtpPort}
          inputMode="numeric"
          value={form.port}
          onChange={(event) => onChange({ port: event.currentTarget.value })}
        />
      </div>
      <Select
        label={texts.security}
        data={[...texts.securities]}
        value={form.security}
        allowDeselect={false}
        onChange={choose}
      />
      <TextInput
        label={texts.user}
        description={texts.userHint}
        autoComplete="off"
        value={form.user}
        onChange={(event) => onChange({ user: event.currentTarget.value })}
      />
      <PasswordInput
        label={texts.password}
        description={texts.passwordHint}
        autoComplete="new-password"
        value={form.password}
        onChange={(event) => onChange({ password: event.currentTarget.value })}
      />
      <TextInput
        label={texts.from}
        type="email"
        autoComplete="off"
        value={form.from}
        onChange={(event) => onChange({ from: event.currentTarget.value })}
      />
      <Textarea
        label={texts.to}
        description={texts.toHint}
        autosize
        minRows={2}
        value={form.to}
        onChange={(event) => onChange({ to: event.currentTarget.value })}
      />
    </>
  )
}
