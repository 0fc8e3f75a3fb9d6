import { Button, SegmentedControl, Select, Skeleton, TextInput } from '@mantine/core'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { Link } from 'react-router'
import { useNodes } from '../../data/queries.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Page } from '../../parts/page.tsx'
import { publishEndpoints } from '../../parts/publish-endpoints.ts'
import { PublishGuide } from '../../parts/publish-guide.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './screen.module.css'
import { type StreamSort, streamSorts } from './streams-order.ts'
import { StreamsTable } from './streams-table.tsx'
import { texts } from './texts.ts'
import { useStreamsView } from './use-streams-view.ts'

/** Every live stream: who publishes it, what it is made of, who watches it where. */
export function Component() {
  const list = useStreamsView()
  const { data: nodes = [] } = useNodes()
  if (list.streams === undefined) {
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
  const policies = (
    <Button component={Link} to="/streams/policies" variant="default">
      {texts.policies}
    </Button>
  )
  if (list.streams.length === 0) {
    return (
      <Page title={texts.title} actions={policies}>
        <Surface title={texts.noneTitle} flush>
          <PublishGuide endpoints={publishEndpoints(nodes)} />
        </Surface>
      </Page>
    )
  }
  return (
    <Page
      title={texts.title}
      actions={policies}
      aside={
        <span className={classes.count} role="status">
          {texts.shown(list.shown.length, list.streams.length)}
        </span>
      }
    >
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
          className={classes.shows}
          aria-label={texts.show}
          value={list.view.show}
          onChange={list.setShow}
          data={[...texts.shows]}
        />
        {/* Where the table is one block a row it has no heads to sort by. */}
        <Select
          className={classes.sorting}
          aria-label={texts.sort}
          data={streamSorts.map((sort) => ({ value: sort, label: texts.sortedBy(texts.sorts[sort]) }))}
          allowDeselect={false}
          value={list.view.sort}
          onChange={(sort) => sort !== null && sort !== list.view.sort && list.sortBy(sort as StreamSort)}
        />
      </div>
      <div className={classes.surface}>
        {list.shown.length === 0 ? (
          <EmptyState icon={<IconSearch size={22} />} title={texts.noMatchTitle} text={texts.noMatchText}>
            <Button variant="default" onClick={list.clear}>
              {texts.clear}
            </Button>
          </EmptyState>
        ) : (
          <StreamsTable streams={list.shown} view={list.view} onSort={list.sortBy} />
        )}
      </div>
    </Page>
  )
}
