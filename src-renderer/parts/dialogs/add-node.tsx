import { Button, Group, Loader, Modal, NumberInput, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs'
import { useState } from 'react'
import { useCreateEnrollmentToken } from '../../data/commands.ts'
import { useCluster, useNodes } from '../../data/queries.ts'
import { CopyField, CopyTextButton } from '../copy.tsx'
import { FailureNotice } from '../failure-notice.tsx'
import { Notice } from '../notice.tsx'
import { texts } from './texts.ts'
import { readBounds } from './token-bounds.ts'

/** Makes an enrollment token and shows the command that uses it; then watches until a node joins. */
export function AddNode({ name: given, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { data: cluster } = useCluster()
  const create = useCreateEnrollmentToken()
  const [name, setName] = useState(given)
  const [lifetime, setLifetime] = useState('86400000')
  const [machines, setMachines] = useState<number>(1)
  const [networks, setNetworks] = useState('')
  const [nodeNames, setNodeNames] = useState(given)
  const { bounds, wrong } = readBounds({ networks, node_names: nodeNames })
  const submit = () => {
    if (bounds === null) return
    const token = name.trim() === '' ? null : name.trim()
    create.mutate({ name: token, ttl_ms: Number(lifetime), usage_limit: machines, ...bounds })
  }
  const validity = texts.addLifetimes.find(({ value }) => value === lifetime)?.label ?? ''
  return (
    <Modal opened onClose={onClose} title={texts.addTitle} size="lg" closeButtonProps={{ 'aria-label': texts.close }}>
      <Stack gap="md">
        <Text>{texts.addIntro}</Text>
        {cluster?.reachable_from_outside === false && (
          <Notice tone="warn" title={texts.addLoopbackTitle}>
            <p>{texts.addLoopback(cluster.join_url)}</p>
          </Notice>
        )}
        {create.data === undefined ? (
          <form
            onSubmit={(event) => {
              event.preventDefault()
              submit()
            }}
          >
            <Stack gap="md">
              <TextInput
                label={texts.addName}
                description={texts.addNameHint}
                maxLength={64}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <SimpleGrid cols={{ base: 1, xs: 2 }}>
                <Select
                  label={texts.addValid}
                  data={[...texts.addLifetimes]}
                  value={lifetime}
                  allowDeselect={false}
                  onChange={(value) => setLifetime(value ?? '86400000')}
                />
                <NumberInput
                  label={texts.addMachines}
                  min={1}
                  max={1000}
                  clampBehavior="strict"
                  allowDecimal={false}
                  value={machines}
                  onChange={(value) => setMachines(Number(value) || 1)}
                />
              </SimpleGrid>
              <SimpleGrid cols={{ base: 1, xs: 2 }}>
                <TextInput
                  label={texts.addFrom}
                  description={texts.addFromHint}
                  placeholder={texts.addFromAnywhere}
                  error={wrong.networks && texts.addFromWrong}
                  value={networks}
                  onChange={(event) => setNetworks(event.currentTarget.value)}
                />
                <TextInput
                  label={texts.addNodeNames}
                  description={texts.addNodeNamesHint}
                  placeholder={texts.addNodeNamesAny}
                  error={wrong.node_names && texts.addNodeNamesWrong}
                  maxLength={64}
                  value={nodeNames}
                  onChange={(event) => setNodeNames(event.currentTarget.value)}
                />
              </SimpleGrid>
              {create.error !== null && <FailureNotice title={texts.addFailed} error={create.error} />}
              <Group justify="flex-end" gap="xs">
                <Button variant="default" onClick={onClose}>
                  {texts.cancel}
                </Button>
                <Button type="submit" loading={create.isPending}>
                  {texts.addCreate}
                </Button>
              </Group>
            </Stack>
          </form>
        ) : (
          <>
            <CopyField label={texts.addCommand} value={create.data.join_command} wrap />
            <Text size="sm" c="dimmed">
              {texts.addOnce(validity, create.data.usage_limit)}
            </Text>
            <Joining since={create.data.created_at} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {texts.close}
              </Button>
              <CopyTextButton value={create.data.join_command}>{texts.addCopy}</CopyTextButton>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  )
}

/** Flips by itself when a node that was not there when the token was made comes in. */
function Joining({ since }: { readonly since: string }) {
  const { data: nodes = [] } = useNodes()
  const joined = nodes.filter((node) => node.created_at >= since)
  return (
    <Group gap="xs" role="status">
      {joined.length === 0 ? (
        <Loader size="xs" type="dots" />
      ) : (
        <IconCircleCheck size={18} color="var(--hw-ok)" aria-hidden="true" />
      )}
      <Text size="sm">
        {joined.length === 0 ? texts.addWaiting : joined.map((node) => texts.addJoined(node.name)).join(', ')}
      </Text>
    </Group>
  )
}
