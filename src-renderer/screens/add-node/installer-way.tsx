import { Button, NumberInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { nodeNameSchema } from '#contract/ids.ts'
import { useMakeInstallerLine } from '../../data/installer.ts'
import { CopyField } from '../../parts/copy.tsx'
import { Disclosure } from '../../parts/disclosure.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Surface } from '../../parts/surface.tsx'
import { JoinCommand } from './join-command.tsx'
import classes from './screen.module.css'
import { ShownLine } from './shown-line.tsx'
import { texts } from './texts.ts'

/** Lines for those who do not give SSH away: each holds a token, and the page waits for the node that comes by it. */
export function InstallerWay({ name }: { readonly name: string }) {
  const [there, setThere] = useState(false)
  return (
    <div className={classes.column}>
      <InstallerPart name={name} />
      <div>
        <Disclosure open={there} onToggle={() => setThere(!there)}>
          {texts.there}
        </Disclosure>
      </div>
      {there && <JoinCommand name={name} />}
    </div>
  )
}

function InstallerPart({ name: given }: { readonly name: string }) {
  const make = useMakeInstallerLine()
  const [name, setName] = useState(given)
  const [region, setRegion] = useState('')
  const [form, setForm] = useState<'service' | 'container'>('service')
  const [ttl, setTtl] = useState('24h')
  const [machines, setMachines] = useState<number>(1)
  const wrong = name.trim() !== '' && !nodeNameSchema.safeParse(name.trim()).success
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim())
  const validity = texts.installerLifetimes.find(({ value }) => value === ttl)?.label ?? ''
  if (make.data !== undefined) {
    const { token, command, dry_run_command, uninstall_command } = make.data
    return (
      <ShownLine
        title={texts.installer}
        line={command}
        since={token.created_at}
        name={name.trim()}
        once={texts.once(validity, token.usage_limit)}
        onAnother={() => make.reset()}
      >
        <CopyField label={texts.dryRun} value={dry_run_command} wrap />
        <CopyField label={texts.uninstall} value={uninstall_command} wrap />
      </ShownLine>
    )
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!wrong) make.mutate({ node_name: orNull(name), region: orNull(region), form, ttl, usage_limit: machines })
      }}
    >
      <Surface title={texts.installer}>
        <Stack gap="md" maw={760}>
          <p className={classes.text}>{texts.installerText}</p>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={texts.installerName}
              description={texts.installerNameHint}
              error={wrong && texts.nameWrong}
              maxLength={64}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              label={texts.region}
              description={texts.regionHint}
              maxLength={64}
              value={region}
              onChange={(event) => setRegion(event.currentTarget.value)}
            />
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, xs: 3 }}>
            <Select
              label={texts.form}
              data={texts.forms.filter(({ value }) => value !== 'auto')}
              value={form}
              allowDeselect={false}
              onChange={(value) => setForm(value === 'container' ? 'container' : 'service')}
            />
            <Select
              label={texts.valid}
              data={[...texts.installerLifetimes]}
              value={ttl}
              allowDeselect={false}
              onChange={(value) => setTtl(value ?? '24h')}
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
          {make.error !== null && <FailureNotice title={texts.makeFailed} error={make.error} />}
          <div>
            <Button type="submit" loading={make.isPending}>
              {texts.make}
            </Button>
          </div>
        </Stack>
      </Surface>
    </form>
  )
}
