import { Button, NativeSelect, SegmentedControl, Skeleton, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import IconServer2 from '@tabler/icons-react/dist/esm/icons/IconServer2.mjs'
import { Link } from 'react-router'
import { useCanSteer } from '../../data/queries.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Page } from '../../parts/page.tsx'
import { NodeCards } from './node-cards.tsx'
import { nodeSorts } from './nodes-order.ts'
import { NodesTable } from './nodes-table.tsx'
import { RollingLines } from './rolling-line.tsx'
import { RunLines } from './run-lines.tsx'
import classes from './screen.module.css'
import { Teach } from './teach.tsx'
import { texts } from './texts.ts'
import { useNodesView } from './use-nodes-view.ts'

/** Every node: what it does, how it is, what can be done with it. */
export function Component() {
  const list = useNodesView()
  const canSteer = useCanSteer()
  const narrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false })
  const actions = (
    <>
      <Button component={Link} to="/runs" variant="default">
        {texts.runs}
      </Button>
      <Button component={Link} to="/nodes/rolling-drains" variant="default">
        {texts.rollingDrains}
      </Button>
      {canSteer && (
        <Button
          hiddenFrom="sm"
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          component={Link}
          to="/nodes/add"
        >
          {texts.add}
        </Button>
      )}
    </>
  )
  if (list.nodes === undefined) {
    return (
      <Page title={texts.title}>
        {list.error === null ? (
          <Skeleton h={320} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={list.error} onRetry={list.retry} />
        )}
      </Page>
    )
  }
  return (
    <Page
      title={texts.title}
      aside={
        <span className={classes.count} role="status">
          {texts.shown(list.shown.length, list.nodes.length)}
        </span>
      }
      actions={actions}
    >
      <RollingLines />
      <RunLines />
      <div className={classes.filters}>
        <TextInput
          className={classes.search}
          aria-label={texts.search}
          placeholder={texts.search}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          value={list.view.query}
          onChange={(event) => list.setQuery(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={texts.show}
          value={list.view.show}
          onChange={list.setShow}
          data={[...texts.shows]}
        />
        {narrow === true && (
          <NativeSelect
            aria-label={texts.order}
            value={list.view.sort}
            data={nodeSorts.map((sort) => ({ value: sort, label: texts.sortBy(texts.columns[sort]) }))}
            onChange={(event) => list.chooseOrder(event.currentTarget.value)}
          />
        )}
      </div>
      <div className={classes.surface}>
        {list.shown.length === 0 ? (
          <Nothing filtered={list.nodes.length > 0} onClear={list.clear} />
        ) : narrow === true ? (
          <NodeCards nodes={list.shown} />
        ) : (
          <NodesTable nodes={list.shown} view={list.view} onSort={list.sortBy} />
        )}
      </div>
    </Page>
  )
}

function Nothing({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  const canSteer = useCanSteer()
  if (filtered) {
    return (
      <EmptyState icon={<IconSearch size={22} />} title={texts.noMatchTitle} text={texts.noMatchText}>
        <Button variant="default" onClick={onClear}>
          {texts.clear}
        </Button>
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={<IconServer2 size={22} />} title={texts.noneTitle} text={texts.noneText}>
      {canSteer && <Teach />}
    </EmptyState>
  )
}
