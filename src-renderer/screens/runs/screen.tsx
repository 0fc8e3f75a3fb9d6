import { Button, Select, Skeleton } from '@mantine/core'
import IconTerminal2 from '@tabler/icons-react/dist/esm/icons/IconTerminal2.mjs'
import { Link, useSearchParams } from 'react-router'
import { nodeIdSchema } from '#contract/ids.ts'
import { useCanSteer, useNodesById } from '../../data/queries.ts'
import { useRuns } from '../../data/runs.ts'
import { BackLink } from '../../parts/back-link.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Page } from '../../parts/page.tsx'
import { RunList } from '../../parts/run-list.tsx'
import { Surface } from '../../parts/surface.tsx'
import { fits, kindChoices, showOf, shows } from './filter.ts'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** Every run, those under way first. The filter stands in the address, so that it can be sent to somebody. */
export function Component() {
  const [params, setParams] = useSearchParams()
  const canSteer = useCanSteer()
  const filter = { show: showOf(params.get('show')), kind: params.get('kind'), node_id: params.get('node') }
  // Of one node the origin picks: all its runs may be behind those of others.
  const of_node = nodeIdSchema.safeParse(filter.node_id)
  const runs = useRuns(of_node.success ? { node_id: of_node.data } : {})
  const nodes = useNodesById()
  const filtered = filter.show !== 'all' || filter.kind !== null || filter.node_id !== null
  const set = (key: 'show' | 'kind' | 'node', value: string | null) => {
    const next = new URLSearchParams(params)
    if (value === null || value === '' || value === 'all') next.delete(key)
    else next.set(key, value)
    setParams(next, { replace: true, preventScrollReset: true })
  }
  const shown = (runs.data ?? []).filter((run) => fits(run, filter))
  const node_name = filter.node_id === null ? undefined : nodes.get(filter.node_id)?.name
  return (
    <Page
      title={texts.title}
      above={<BackLink to="/nodes">{texts.back}</BackLink>}
      aside={
        runs.data !== undefined && (
          <span className={classes.count} role="status">
            {texts.shown(shown.length, runs.data.length)}
          </span>
        )
      }
      actions={
        canSteer ? (
          <Button component={Link} to="/nodes/add">
            {texts.add}
          </Button>
        ) : undefined
      }
    >
      <div className={classes.filters}>
        <Select
          aria-label={texts.show}
          data={[...shows]}
          value={filter.show}
          allowDeselect={false}
          onChange={(value) => set('show', value)}
        />
        <Select
          aria-label={texts.kind}
          placeholder={texts.kind}
          data={[...kindChoices]}
          value={filter.kind}
          clearable
          onChange={(value) => set('kind', value)}
        />
        {filter.node_id !== null && (
          <Button variant="default" onClick={() => set('node', null)}>
            {texts.onlyNode(node_name ?? texts.goneNode)}
          </Button>
        )}
      </div>
      {runs.data === undefined ? (
        <NotRead error={runs.error} onRetry={() => void runs.refetch()} />
      ) : shown.length > 0 ? (
        <Surface title={texts.list} flush>
          <RunList runs={shown} />
        </Surface>
      ) : (
        <Nothing filtered={filtered} onClear={() => setParams({}, { replace: true })} />
      )}
    </Page>
  )
}

function NotRead({ error, onRetry }: { readonly error: Error | null; readonly onRetry: () => void }) {
  if (error === null) return <Skeleton h={320} radius="md" />
  return <FailureNotice title={texts.failed} error={error} onRetry={onRetry} />
}

function Nothing({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  const canSteer = useCanSteer()
  const icon = <IconTerminal2 size={22} />
  if (filtered) {
    return (
      <EmptyState icon={icon} title={texts.noMatchTitle} text={texts.noMatchText}>
        <Button variant="default" onClick={onClear}>
          {texts.clear}
        </Button>
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={icon} title={texts.noneTitle} text={texts.noneText}>
      {canSteer && (
        <Button component={Link} to="/nodes/add">
          {texts.add}
        </Button>
      )}
    </EmptyState>
  )
}
