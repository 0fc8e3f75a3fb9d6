import { Button, Checkbox, Skeleton } from '@mantine/core'
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useState } from 'react'
import type { ClusterTokenInfo } from '#contract/cluster-token.ts'
import { useClusterTokens } from '../../../data/cluster-tokens.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { Page } from '../../../parts/page.tsx'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import { CreateClusterToken, RotateClusterToken } from './make-token.tsx'
import { RevokeClusterToken } from './revoke-token.tsx'
import { texts } from './texts.ts'
import { TokenTable } from './token-table.tsx'

/** What boxes of other makes, and boxes that come and go, join with. */
export function Component() {
  const [ended, setEnded] = useState(false)
  const [creating, setCreating] = useState(false)
  const [rotating, setRotating] = useState<ClusterTokenInfo | null>(null)
  const [revoking, setRevoking] = useState<ClusterTokenInfo | null>(null)
  const tokens = useClusterTokens()
  const shown = tokens.data?.filter(({ state }) => ended || state === 'active')
  return (
    <Page
      title={texts.title}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setCreating(true)}>
          {texts.create}
        </Button>
      }
    >
      <p className={about.about}>{texts.about}</p>
      <Checkbox label={texts.ended} checked={ended} onChange={(event) => setEnded(event.currentTarget.checked)} />
      {shown === undefined &&
        (tokens.error === null ? (
          <Skeleton h={220} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={tokens.error} onRetry={() => void tokens.refetch()} />
        ))}
      {shown !== undefined && (
        <Surface title={texts.list} aside={<span role="status">{shown.length}</span>} flush>
          {shown.length === 0 ? (
            <EmptyState icon={<IconKey size={22} />} title={texts.none} text={texts.noneText} />
          ) : (
            <TokenTable tokens={shown} onRotate={setRotating} onRevoke={setRevoking} />
          )}
        </Surface>
      )}
      {creating && <CreateClusterToken onClose={() => setCreating(false)} />}
      {rotating !== null && <RotateClusterToken token={rotating} onClose={() => setRotating(null)} />}
      {revoking !== null && <RevokeClusterToken token={revoking} onClose={() => setRevoking(null)} />}
    </Page>
  )
}
