import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { NodeId } from '#contract/ids.ts'
import { useNodesById } from '../../data/queries.ts'
import { useForgetLogin, useKeptLogin } from '../../data/runs.ts'
import { Question } from './question.tsx'
import { texts } from './run-texts.ts'

/** Forgets the login that is kept for a node. */
export function ForgetLogin({ node_id, onClose }: { readonly node_id: NodeId; readonly onClose: () => void }) {
  const { data: kept } = useKeptLogin(node_id)
  const node = useNodesById().get(node_id)
  const forget = useForgetLogin(node_id)
  if (kept === undefined || kept === null || node === undefined) return null
  return (
    <Question
      title={texts.forgetTitle(node.name)}
      confirm={texts.forget}
      dangerous
      pending={forget.isPending}
      failure={forget.error === null ? null : { title: texts.forgetFailed, error: forget.error }}
      onConfirm={() =>
        forget.mutate(undefined, {
          onSuccess: () => {
            notifications.show({ message: texts.forgotten(node.name) })
            onClose()
          },
        })
      }
      onClose={onClose}
    >
      <Text>{texts.forgetEffect(`${kept.user}@${kept.host}`)}</Text>
    </Question>
  )
}
