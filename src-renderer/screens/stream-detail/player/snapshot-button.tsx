import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import IconCamera from '@tabler/icons-react/dist/esm/icons/IconCamera.mjs'
import { useMutation } from '@tanstack/react-query'
import type { Stream } from '#contract/stream.ts'
import { useNodesById } from '../../../data/queries.ts'
import { saveFile } from '../../../data/save-file.ts'
import { usePassFor } from '../../../data/watch-pass.ts'
import { keyframeUrl } from '../../../parts/node-url.ts'
import { SnapshotError, snapshotName, takeSnapshot } from '../../../parts/snapshot.ts'
import { texts } from './texts.ts'

/** Saves the newest picture of a stream, in its full size, as its publisher's node has it. */
export function SnapshotButton({ stream: { stream_path, session } }: { readonly stream: Stream }) {
  const endpoints = useNodesById().get(session.publish_node_id)?.endpoints ?? null
  const passFor = usePassFor()
  const snapshot = useMutation({
    mutationFn: async (url: string) =>
      saveFile(await takeSnapshot(url, () => passFor(stream_path)), snapshotName(stream_path, new Date())),
    onError: (error) =>
      notifications.show({
        color: 'red',
        autoClose: false,
        title: texts.snapshotFailed,
        message: texts.snapshotWhy[error instanceof SnapshotError ? error.why : 'none'],
      }),
  })
  if (!session.tracks.some(({ kind }) => kind === 'video')) return null
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconCamera size={15} aria-hidden="true" />}
      disabled={endpoints === null}
      loading={snapshot.isPending}
      onClick={() => endpoints !== null && snapshot.mutate(keyframeUrl(endpoints, stream_path))}
    >
      {texts.snapshot}
    </Button>
  )
}
