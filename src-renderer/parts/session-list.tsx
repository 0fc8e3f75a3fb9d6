import { Button, Group } from '@mantine/core'
import type { SessionInfo } from '#contract/operators.ts'
import { useEndSession } from '../data/operators.ts'
import { browserName } from './browser-name.ts'
import table from './fact-table.module.css'
import { FailureNotice } from './failure-notice.tsx'
import { formatDateTime } from './format.ts'
import classes from './session-list.module.css'
import { texts } from './session-texts.ts'
import { Age } from './since.tsx'
import { StateBadge } from './state-mark.tsx'

/** Sessions as a table, each with the button that ends it; one's own is left by signing out. */
export function SessionList({ sessions, who }: { readonly sessions: readonly SessionInfo[]; readonly who: boolean }) {
  const { columns } = texts
  const end = useEndSession()
  return (
    <>
      {end.error !== null && <FailureNotice title={texts.endFailed} error={end.error} />}
      <div className={table.frame}>
        <table className={table.table}>
          <caption className="hw-hidden">{texts.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{columns.browser}</th>
              {who && <th scope="col">{columns.who}</th>}
              <th scope="col">{columns.by}</th>
              <th scope="col">{columns.used}</th>
              <th scope="col" className={table.wide}>
                {columns.expires}
              </th>
              <th scope="col">{columns.actions}</th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <Row
                key={session.id}
                session={session}
                who={who}
                pending={end.isPending && end.variables === session.id}
                onEnd={() => end.mutate(session.id)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

interface RowProps {
  readonly session: SessionInfo
  readonly who: boolean
  readonly pending: boolean
  readonly onEnd: () => void
}

function Row({ session, who, pending, onEnd }: RowProps) {
  const { kind, operator_name, wall_link_name, user_agent, address, signed_in_by, current } = session
  const browser = browserName(user_agent)
  const whose = kind === 'wall_link' ? texts.wall(wall_link_name) : operator_name
  return (
    <tr>
      <th scope="row">
        <span className={classes.browser}>
          {browser}
          {current && (
            <StateBadge shape="dot" tone="ok">
              {texts.here}
            </StateBadge>
          )}
        </span>
      </th>
      {who && <td data-label={texts.columns.who}>{whose}</td>}
      <td data-label={texts.columns.by}>
        <span className={classes.two}>
          <span>{texts.came(signed_in_by, address)}</span>
          <small>{formatDateTime(session.created_at)}</small>
        </span>
      </td>
      <td data-label={texts.columns.used}>
        <Age at={session.last_used_at} />
      </td>
      <td data-label={texts.columns.expires} className={table.wide}>
        {formatDateTime(session.expires_at)}
      </td>
      <td data-label={texts.columns.actions}>
        {!current && (
          <Group gap={6}>
            <Button
              size="compact-sm"
              variant="default"
              c="var(--hw-bad)"
              loading={pending}
              aria-label={texts.endOf(browser, whose)}
              onClick={onEnd}
            >
              {texts.end}
            </Button>
          </Group>
        )}
      </td>
    </tr>
  )
}
