import { Checkbox, Collapse, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Disclosure } from '../../parts/disclosure.tsx'
import { PortInput } from '../../parts/login/login-fields.tsx'
import type { NodeForm } from './node-form.ts'
import { texts } from './texts.ts'

interface NodeFieldsProps {
  readonly value: NodeForm
  readonly onChange: (value: NodeForm) => void
  /** Stands open at once: something in it is needed. */
  readonly needs_url: boolean
  /** Name and region, where they are asked for. */
  readonly children?: ReactNode
}

/** How a node runs and where it is reached. What most leave alone is folded away. */
export function NodeFields({ value, onChange, needs_url, children }: NodeFieldsProps) {
  const [open, setOpen] = useState(needs_url)
  const change = (part: Partial<NodeForm>) => onChange({ ...value, ...part })
  return (
    <Stack gap="md">
      {children}
      <Checkbox
        label={texts.openFirewall}
        description={texts.openFirewallHint}
        checked={value.open_firewall}
        onChange={(event) => change({ open_firewall: event.currentTarget.checked })}
      />
      <div>
        <Disclosure open={open} onToggle={() => setOpen(!open)}>
          {texts.more}
        </Disclosure>
        <Collapse expanded={open}>
          <Stack gap="md" pt="sm">
            <SimpleGrid cols={{ base: 1, xs: 3 }}>
              <Select
                label={texts.form}
                data={[...texts.forms]}
                value={value.form}
                allowDeselect={false}
                onChange={(form) => change({ form: form === 'container' || form === 'service' ? form : 'auto' })}
              />
              <PortInput
                label={texts.rtmpPort}
                usual={1935}
                value={value.rtmp_port}
                onChange={(rtmp_port) => change({ rtmp_port })}
              />
              <PortInput
                label={texts.mediaPort}
                usual={8080}
                value={value.media_port}
                onChange={(media_port) => change({ media_port })}
              />
            </SimpleGrid>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput
                label={texts.advertise}
                description={texts.advertiseHint}
                placeholder={texts.advertiseAuto}
                maxLength={255}
                value={value.advertise_address}
                onChange={(event) => change({ advertise_address: event.currentTarget.value })}
              />
              <TextInput
                label={texts.originUrl}
                description={texts.originUrlHint}
                placeholder="https://origin.example.com:7443"
                maxLength={2048}
                value={value.origin_url}
                onChange={(event) => change({ origin_url: event.currentTarget.value })}
              />
            </SimpleGrid>
            <TextInput
              label={texts.pullImage}
              description={texts.pullImageHint}
              placeholder={texts.pullImageNone}
              maxLength={512}
              value={value.pull_image}
              onChange={(event) => change({ pull_image: event.currentTarget.value })}
            />
          </Stack>
        </Collapse>
      </div>
    </Stack>
  )
}
