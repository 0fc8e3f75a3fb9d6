import { Button, Group } from '@mantine/core'
import type { ClusterTokenInfo } from '#contract/cluster-token.ts'
import table from '../../../parts/fact-table.module.css'
import { formatDateTime } from '../../../parts/format.ts'
import { Age } from '../../../parts/since.tsx'
import { texts } from './texts.ts'
import classes from './tokens.module.css'

interface TokenTableProps {
  readonly tokens: readonly ClusterTokenInfo[]
  readonly onRotate: (token: ClusterTokenInfo) => void
  readonly onRevoke: (token: ClusterTokenInfo) => void
}

/** Cluster tokens, each with the buttons that replace and end it. */
export function TokenTable({ tokens, onRotate, onRevoke }: TokenTableProps) {
  const { columns } = texts
  return (
    <div className={table.frame}>
      <table className={table.table}>
        <caption className="hw-hidden">{texts.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.name}</th>
            <th scope="col">{columns.used}</th>
            <th scope="col" className={table.wide}>
              {columns.expires}
            </th>
            <th scope="col">{columns.actions}</th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <Row key={token.id} token={token} onRotate={() => onRotate(token)} onRevoke={() => onRevoke(token)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  readonly token: ClusterTokenInfo
  readonly onRotate: () => void
  readonly onRevoke: () => void
}

function Row({ token: { name, prefix, last_used_at, expires_at, state }, onRotate, onRevoke }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <span className={classes.two}>
          <strong>{name}</strong>
          <code>{prefix}…</code>
        </span>
      </th>
      <td data-label={texts.columns.used}>{last_used_at === null ? texts.never : <Age at={last_used_at} />}</td>
      <td data-label={texts.columns.expires} className={table.wide}>
        {expires_at === null ? texts.forEver : formatDateTime(expires_at)}
      </td>
      <td data-label={texts.columns.actions}>
        {state === 'active' ? (
          <Group gap={6}>
            <Button size="compact-sm" variant="default" aria-label={texts.rotateOf(name)} onClick={onRotate}>
              {texts.rotate}
            </Button>
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
