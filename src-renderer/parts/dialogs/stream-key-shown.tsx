import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useNodes } from '../../data/queries.ts'
import type { CreatedStreamKey } from '../../data/stream-access.ts'
import { CopyField, CopyTextButton } from '../copy.tsx'
import { rtmpBase } from '../node-url.ts'
import { encoderEndpoints } from '../publish-endpoints.ts'
import { texts } from './access-texts.ts'
import { texts as shared } from './texts.ts'

/** What goes into the two fields of an encoder, this once. */
export function StreamKeyShown({ made, onClose }: { readonly made: CreatedStreamKey; readonly onClose: () => void }) {
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
