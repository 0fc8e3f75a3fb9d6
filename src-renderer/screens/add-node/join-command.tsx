import { Button, NumberInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCreateEnrollmentToken } from '../../data/commands.ts'
import { readBounds } from '../../parts/dialogs/token-bounds.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './screen.module.css'
import { ShownLine } from './shown-line.tsx'
import { texts } from './texts.ts'

/** A command with a token, for a machine that has Headwater already. */
export function JoinCommand({ name: given }: { readonly name: string }) {
  const create = useCreateEnrollmentToken()
  const [lifetime, setLifetime] = useState('86400000')
  const [machines, setMachines] = useState<number>(1)
  const [networks, setNetworks] = useState('')
  const [name, setName] = useState(given)
  const { bounds, wrong } = readBounds({ networks, node_names: name })
  const validity = texts.lifetimes.find(({ value }) => value === lifetime)?.label ?? ''
  const submit = () => {
    if (bounds === null) return
    const label = name.trim() === '' ? null : name.trim()
    create.mutate({ name: label, ttl_ms: Number(lifetime), usage_limit: machines, ...bounds })
  }
  if (create.data !== undefined) {
    return (
      <ShownLine
        title={texts.lineNode}
        line={create.data.join_command}
        since={create.data.created_at}
        name={name.trim()}
        once={texts.once(validity, create.data.usage_limit)}
        onAnother={() => create.reset()}
      />
    )
  }
  return (
    <form
      className={classes.column}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Surface title={texts.there}>
        <Stack gap="md" maw={760}>
          <p className={classes.text}>{texts.thereText}</p>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={texts.installerName}
              description={texts.installerNameHint}
              error={wrong.node_names && texts.nameWrong}
              maxLength={64}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              label={texts.from}
              description={texts.fromHint}
              placeholder={texts.fromAnywhere}
              error={wrong.networks && texts.fromWrong}
              value={networks}
              onChange={(event) => setNetworks(event.currentTarget.value)}
            />
            <Select
              label={texts.valid}
              data={[...texts.lifetimes]}
              value={lifetime}
              allowDeselect={false}
              onChange={(value) => setLifetime(value ?? '86400000')}
            />
            <NumberInput
              label={texts.machines}
              min={1}
              max={1000}
              clampBehavior="strict"
              allowDecimal={false}
              value={machines}
              onChange={(value) => setMachines(Number(value) || 1)}
            />
          </SimpleGrid>
          {create.error !== null && <FailureNotice title={texts.makeFailed} error={create.error} />}
          <div>
            <Button type="submit" loading={create.isPending}>
              {texts.make}
            </Button>
          </div>
        </Stack>
      </Surface>
    </form>
  )
}
