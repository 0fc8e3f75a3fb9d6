import { Button, Checkbox, SegmentedControl, Skeleton } from '@mantine/core'
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useState } from 'react'
import type { ApiKeyInfo } from '#contract/operators.ts'
import { useApiKeys, type Whose } from '../../../data/operators.ts'
import { useRole } from '../../../data/queries.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { Page } from '../../../parts/page.tsx'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import classes from './api-keys.module.css'
import { CreateApiKey } from './create-api-key.tsx'
import { KeyTable } from './key-table.tsx'
import { RevokeApiKey } from './revoke-api-key.tsx'
import { texts } from './texts.ts'

/** What programs call the API with. */
export function Component() {
  const is_owner = useRole() === 'owner'
  const [whose, setWhose] = useState<Whose>('me')
  const [ended, setEnded] = useState(false)
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<ApiKeyInfo | null>(null)
  const keys = useApiKeys(whose)
  const shown = keys.data?.filter(({ state }) => ended || state === 'active')
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
      <div className={classes.filters}>
        {is_owner && (
          <SegmentedControl
            aria-label={texts.whose}
            size="xs"
            value={whose}
            data={[
              { value: 'me', label: texts.mine },
              { value: 'all', label: texts.everybodys },
            ]}
            onChange={(value) => setWhose(value as Whose)}
          />
        )}
        <Checkbox label={texts.ended} checked={ended} onChange={(event) => setEnded(event.currentTarget.checked)} />
      </div>
      {shown === undefined &&
        (keys.error === null ? (
          <Skeleton h={220} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={keys.error} onRetry={() => void keys.refetch()} />
        ))}
      {shown !== undefined && (
        <Surface title={texts.list} aside={<span role="status">{shown.length}</span>} flush>
          {shown.length === 0 ? (
            <EmptyState icon={<IconKey size={22} />} title={texts.none} text={texts.noneText} />
          ) : (
            <KeyTable keys={shown} who={whose === 'all'} onRevoke={setRevoking} />
          )}
        </Surface>
      )}
      {creating && <CreateApiKey onClose={() => setCreating(false)} />}
      {revoking !== null && <RevokeApiKey api_key={revoking} onClose={() => setRevoking(null)} />}
    </Page>
  )
}
