import { Button, Group } from '@mantine/core'
import type { ApiKeyInfo } from '#contract/operators.ts'
import table from '../../../parts/fact-table.module.css'
import { formatDateTime } from '../../../parts/format.ts'
import { Age } from '../../../parts/since.tsx'
import classes from './api-keys.module.css'
import { texts } from './texts.ts'

interface KeyTableProps {
  readonly keys: readonly ApiKeyInfo[]
  readonly who: boolean
  readonly onRevoke: (key: ApiKeyInfo) => void
}

/** API keys, each with what it may and the button that ends it. */
export function KeyTable({ keys, who, onRevoke }: KeyTableProps) {
  const { columns } = texts
  return (
    <div className={table.frame}>
      <table className={table.table}>
        <caption className="hw-hidden">{texts.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.name}</th>
            {who && <th scope="col">{columns.whose}</th>}
            <th scope="col">{columns.scopes}</th>
            <th scope="col">{columns.used}</th>
            <th scope="col" className={table.wide}>
              {columns.expires}
            </th>
            <th scope="col">{columns.actions}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <Row key={key.id} api_key={key} who={who} onRevoke={() => onRevoke(key)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  readonly api_key: ApiKeyInfo
  readonly who: boolean
  readonly onRevoke: () => void
}

function Row({ api_key, who, onRevoke }: RowProps) {
  const { name, prefix, operator_name, role, scopes, last_used_at, expires_at, state } = api_key
  return (
    <tr>
      <th scope="row">
        <span className={classes.two}>
          <strong>{name}</strong>
          <code>{prefix}…</code>
        </span>
      </th>
      {who && <td data-label={texts.columns.whose}>{operator_name}</td>}
      <td data-label={texts.columns.scopes}>
        {scopes === null ? texts.everything(role) : scopes.map((scope) => texts.scopes[scope]).join(', ')}
      </td>
      <td data-label={texts.columns.used}>{last_used_at === null ? texts.never : <Age at={last_used_at} />}</td>
      <td data-label={texts.columns.expires} className={table.wide}>
        {expires_at === null ? texts.forEver : formatDateTime(expires_at)}
      </td>
      <td data-label={texts.columns.actions}>
        {state === 'active' ? (
          <Group gap={6}>
            <Button
              size="compact-sm"
              variant="default"
              c="var(--hw-bad)"
              aria-label={texts.revokeOf(name)}
              onClick={onRevoke}
            >
              {texts.revoke}
            </Button>
          </Group>
        ) : (
          <span className={classes.dim}>{texts.states[state]}</span>
        )}
      </td>
    </tr>
  )
}
