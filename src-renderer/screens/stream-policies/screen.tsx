import { Anchor, Button, Group, Skeleton } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconRoute from '@tabler/icons-react/dist/esm/icons/IconRoute.mjs'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { Stream } from '#contract/stream.ts'
import { type StreamPolicy, summaryOf } from '#contract/stream-policy.ts'
import { useCanSteer, useStreamPolicies, useStreams } from '../../data/queries.ts'
import { actorName } from '../../parts/actor.ts'
import { BackLink } from '../../parts/back-link.tsx'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import table from '../../parts/fact-table.module.css'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { formatDateTime } from '../../parts/format.ts'
import { Page } from '../../parts/page.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** What is said of streams before anybody publishes them. */
export function Component() {
  const policies = useStreamPolicies()
  const { data: streams } = useStreams()
  const live = useMemo(() => Map.groupBy(streams ?? [], ({ policy }) => policy?.id), [streams])
  const canSteer = useCanSteer()
  const open = useOpenDialog()
  const back = <BackLink to="/streams">{texts.back}</BackLink>
  const add = canSteer && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden="true" />}
      onClick={() => open({ kind: 'stream-policy', policy_id: null })}
    >
      {texts.add}
    </Button>
  )
  if (policies.data === undefined) {
    return (
      <Page title={texts.title} above={back}>
        {policies.error === null ? (
          <Skeleton h={320} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={policies.error} onRetry={() => void policies.refetch()} />
        )}
      </Page>
    )
  }
  if (policies.data.length === 0) {
    return (
      <Page title={texts.title} above={back}>
        <EmptyState icon={<IconRoute size={28} aria-hidden="true" />} title={texts.none} text={texts.noneText}>
          {add}
        </EmptyState>
      </Page>
    )
  }
  return (
    <Page
      title={texts.title}
      above={back}
      aside={
        <span className={classes.count} role="status">
          {texts.count(policies.data.length)}
        </span>
      }
      actions={add}
    >
      <div className={`${classes.surface} ${table.frame}`}>
        <table className={table.table}>
          <caption className="hw-hidden">{texts.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.columns.pattern}</th>
              <th scope="col">{texts.columns.says}</th>
              <th scope="col">{texts.columns.live}</th>
              <th scope="col" className={table.wide}>
                {texts.columns.changed}
              </th>
              {canSteer && <th scope="col">{texts.columns.actions}</th>}
            </tr>
          </thead>
          <tbody>
            {policies.data.map((policy) => (
              <PolicyRow key={policy.id} policy={policy} live={live.get(policy.id) ?? []} />
            ))}
          </tbody>
        </table>
      </div>
    </Page>
  )
}

function PolicyRow({ policy, live }: { readonly policy: StreamPolicy; readonly live: readonly Stream[] }) {
  const { id, pattern, updated_at, updated_by } = policy
  const canSteer = useCanSteer()
  const open = useOpenDialog()
  return (
    <tr>
      <th scope="row">
        <code className={classes.pattern}>{pattern}</code>
      </th>
      <td data-label={texts.columns.says}>
        <span lang="en">{summaryOf(policy)}</span>
      </td>
      <td data-label={texts.columns.live}>
        {live.length === 0 && <span className={classes.dim}>{texts.nobody}</span>}
        <span className={classes.live}>
          {live.slice(0, 5).map(({ stream_path }) => (
            <Anchor key={stream_path} component={Link} to={`/streams/${stream_path}`}>
              {stream_path}
            </Anchor>
          ))}
          {live.length > 5 && `+${live.length - 5}`}
        </span>
      </td>
      <td data-label={texts.columns.changed} className={table.wide}>
        <span className={classes.two}>
          {formatDateTime(updated_at)}
          <small>{texts.by(actorName(updated_by, () => undefined))}</small>
        </span>
      </td>
      {canSteer && (
        <td data-label={texts.columns.actions}>
          <Group gap={6} wrap="nowrap">
            <Button
              size="compact-sm"
              variant="default"
              aria-label={texts.editOf(pattern)}
              onClick={() => open({ kind: 'stream-policy', policy_id: id })}
            >
              {texts.edit}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              c="var(--hw-bad)"
              aria-label={texts.removeOf(pattern)}
              onClick={() => open({ kind: 'remove-stream-policy', policy_id: id })}
            >
              {texts.remove}
            </Button>
          </Group>
        </td>
      )}
    </tr>
  )
}
