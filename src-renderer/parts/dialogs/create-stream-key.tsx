import { Select, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { streamPatternSchema } from '#contract/stream-policy.ts'
import { useCreateStreamKey } from '../../data/stream-access.ts'
import { texts } from './access-texts.ts'
import { Question } from './question.tsx'
import { StreamKeyShown } from './stream-key-shown.tsx'

/** Makes a key by which an encoder may publish, and shows it this once. */
export function CreateStreamKey({
  pattern: given,
  onClose,
}: {
  readonly pattern: string
  readonly onClose: () => void
}) {
  const [pattern, setPattern] = useState(given)
  const [label, setLabel] = useState('')
  const [lifetime, setLifetime] = useState('never')
  const create = useCreateStreamKey()
  if (create.data !== undefined) return <StreamKeyShown made={create.data} onClose={onClose} />
  const body = {
    pattern: pattern.trim(),
    label: label.trim() === '' ? null : label.trim(),
    ttl: lifetime === 'never' ? null : lifetime,
  }
  return (
    <Question
      title={texts.keyTitle}
      confirm={texts.makeKey}
      ready={streamPatternSchema.safeParse(pattern).success}
      pending={create.isPending}
      failure={create.error === null ? null : { title: texts.keyFailed, error: create.error }}
      onConfirm={() => create.mutate(body)}
      onClose={onClose}
    >
      <Text>{texts.keyIntro}</Text>
      <TextInput
        label={texts.pattern}
        description={texts.patternHint}
        placeholder="live/*"
        required
        autoComplete="off"
        spellCheck={false}
        maxLength={258}
        value={pattern}
        onChange={(event) => setPattern(event.currentTarget.value)}
      />
      <TextInput
        label={texts.label}
        description={texts.labelHint}
        autoComplete="off"
        maxLength={64}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Select
        label={texts.validFor}
        data={[...texts.lifetimes]}
        value={lifetime}
        allowDeselect={false}
        onChange={(value) => setLifetime(value ?? 'never')}
      />
    </Question>
  )
}
