import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { streamPatternSchema } from '#contract/stream-policy.ts'
import { useNodes } from '../../data/queries.ts'
import { type CreatedStreamKey, useCreateStreamKey } from '../../data/stream-access.ts'
import { CopyField, CopyTextButton } from '../copy.tsx'
import { rtmpBase } from '../node-url.ts'
import { encoderEndpoints } from '../publish-endpoints.ts'
import { texts } from './access-texts.ts'
import { Question } from './question.tsx'
import { texts as shared } from './texts.ts'

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
  if (create.data !== undefined) return <KeyShown made={create.data} onClose={onClose} />
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

/** What goes into the two fields of an encoder, this once. */
function KeyShown({ made, onClose }: { readonly made: CreatedStreamKey; readonly onClose: () => void }) {
  const { data: nodes = [] } = useNodes()
  const endpoints = encoderEndpoints(nodes)
  const app = made.pattern === '*' ? 'live' : (made.pattern.split('/')[0] ?? 'live')
  const server = endpoints === null ? null : `${rtmpBase(endpoints)}/${app}`
  return (
    <Modal
      opened
      onClose={onClose}
      // A click beside it would lose what is shown once.
      closeOnClickOutside={false}
      title={texts.keyMade}
      size="lg"
      closeButtonProps={{ 'aria-label': shared.close }}
    >
      <Stack gap="md">
        <Text>{texts.keyOnce}</Text>
        <Text size="sm" c="dimmed">
          {texts.obs} {server === null && texts.noServer} {made.obs_stream_key.includes('NAME') && texts.nameIn}
        </Text>
        {server !== null && <CopyField label={texts.server} value={server} />}
        <CopyField label={texts.streamKey} value={made.obs_stream_key} wrap />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.done}
          </Button>
          {server !== null && (
            <CopyTextButton value={`${server}\n${made.obs_stream_key}`}>{texts.copyBoth}</CopyTextButton>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}
