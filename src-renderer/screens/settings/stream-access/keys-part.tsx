import { Button, Checkbox, Group, Skeleton } from '@mantine/core'
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs'
import { useState } from 'react'
import type { StreamKey } from '#contract/stream-key.ts'
import { useCanSteer } from '../../../data/queries.ts'
import { useStreamKeys } from '../../../data/stream-access.ts'
import { useOpenDialog } from '../../../parts/dialogs/dialog-context.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import table from '../../../parts/fact-table.module.css'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { formatDateTime } from '../../../parts/format.ts'
import { Age } from '../../../parts/since.tsx'
import { Surface } from '../../../parts/surface.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'

/** What lets encoders publish. */
export function KeysPart() {
  const keys = useStreamKeys()
  const canSteer = useCanSteer()
  const open = useOpenDialog()
  const [ended, setEnded] = useState(false)
  const shown = keys.data?.filter(({ state }) => ended || state === 'active')
  const make = canSteer && (
    <Button size="compact-sm" onClick={() => open({ kind: 'stream-key', pattern: '' })}>
      {texts.makeKey}
    </Button>
  )
  return (
    <Surface title={texts.keys} aside={shown?.length} actions={make} flush>
      {keys.data === undefined &&
        (keys.error === null ? (
          <Skeleton h={160} />
        ) : (
          <FailureNotice title={texts.keysFailed} error={keys.error} onRetry={() => void keys.refetch()} />
        ))}
      {keys.data?.some(({ state }) => state !== 'active') && (
        <div className={classes.filter}>
          <Checkbox label={texts.ended} checked={ended} onChange={(event) => setEnded(event.currentTarget.checked)} />
        </div>
      )}
      {shown?.length === 0 && <EmptyState icon={<IconKey size={22} />} title={texts.noKeys} text={texts.noKeysText} />}
      {shown !== undefined && shown.length > 0 && <KeyTable keys={shown} />}
    </Surface>
  )
}

function KeyTable({ keys }: { readonly keys: readonly StreamKey[] }) {
  const { keyColumns: columns } = texts
  const canSteer = useCanSteer()
  return (
    <div className={table.frame}>
      <table className={table.table}>
        <caption className="hw-hidden">{texts.keysCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.name}</th>
            <th scope="col">{columns.pattern}</th>
            <th scope="col">{columns.used}</th>
            <th scope="col" className={table.wide}>
              {columns.expires}
            </th>
            {canSteer && <th scope="col">{columns.actions}</th>}
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <Row key={key.id} stream_key={key} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ stream_key }: { readonly stream_key: StreamKey }) {
  const { id, label, prefix, pattern, last_used, expires_at, state, replaced_by } = stream_key
  const { keyColumns: columns } = texts
  const canSteer = useCanSteer()
  const open = useOpenDialog()
  return (
    <tr>
      <th scope="row">
        <span className={classes.two}>
          {label !== null && <strong>{label}</strong>}
          <code>{prefix}…</code>
        </span>
      </th>
      <td data-label={columns.pattern}>
        <code>{pattern}</code>
      </td>
      <td data-label={columns.used}>
        {last_used === null ? (
          texts.never
        ) : (
          <span className={classes.two}>
            <Age at={last_used.at} />
            <small>{texts.usedAt(last_used.stream_path, last_used.address)}</small>
          </span>
        )}
      </td>
      <td data-label={columns.expires} className={table.wide}>
        {expires_at === null ? texts.forEver : formatDateTime(expires_at)}
      </td>
      {canSteer && (
        <td data-label={columns.actions}>
          {state === 'active' ? (
            <Group gap={6}>
              {replaced_by === null && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={texts.rotateOf(label ?? prefix)}
                  onClick={() => open({ kind: 'rotate-stream-key', key_id: id })}
                >
                  {texts.rotate}
                </Button>
              )}
              <Button
                size="compact-sm"
                variant="default"
                c="var(--hw-bad)"
                aria-label={texts.revokeOf(label ?? prefix)}
                onClick={() => open({ kind: 'revoke-stream-key', key_id: id })}
              >
                {texts.revoke}
              </Button>
            </Group>
          ) : (
            <span className={classes.dim}>{texts.states[state]}</span>
          )}
        </td>
      )}
    </tr>
  )
}
