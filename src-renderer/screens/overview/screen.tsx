import { Button, Skeleton } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconServer2 from '@tabler/icons-react/dist/esm/icons/IconServer2.mjs'
import { Link } from 'react-router'
import { useCanSteer } from '../../data/queries.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Page } from '../../parts/page.tsx'
import { PublishGuide } from '../../parts/publish-guide.tsx'
import { Surface } from '../../parts/surface.tsx'
import { AttentionList } from './attention-list.tsx'
import { LastRuns } from './last-runs.tsx'
import { LiveNow } from './live-now.tsx'
import classes from './screen.module.css'
import { SecurityLine } from './security-line.tsx'
import { texts } from './texts.ts'
import { TopologyPart } from './topology/topology.tsx'
import { TotalsStrip } from './totals-strip.tsx'
import { useOverview } from './use-overview.ts'

/** The cluster at a glance: totals, what needs attention, where streams flow. */
export function Component() {
  const { facts, error, retry } = useOverview()
  if (facts === null) {
    return (
      <Page title={texts.title}>
        {error === null ? (
          <Skeleton h={420} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={error} onRetry={retry} />
        )}
      </Page>
    )
  }
  const { nodes, streams, totals, attention, publish_to } = facts
  return (
    <Page title={texts.title}>
      <TotalsStrip totals={totals} />
      <AttentionList items={attention} />
      <SecurityLine />
      {(streams.length === 0 || nodes.length <= 1) && (
        <div className={classes.beginning}>
          {streams.length === 0 && (
            <Surface title={texts.live} flush>
              <PublishGuide endpoints={publish_to} />
            </Surface>
          )}
          {nodes.length <= 1 && <NoEdge />}
        </div>
      )}
      {(nodes.length > 1 || streams.length > 0) && <TopologyPart nodes={nodes} streams={streams} />}
      {streams.length > 0 && <LiveNow streams={streams} />}
      <LastRuns />
    </Page>
  )
}

function NoEdge() {
  const canSteer = useCanSteer()
  return (
    <Surface title={texts.grow}>
      <EmptyState icon={<IconServer2 size={22} />} title={texts.noEdge} text={texts.noEdgeText}>
        {canSteer && (
          <Button component={Link} to="/nodes/add" leftSection={<IconPlus size={16} aria-hidden="true" />}>
            {texts.addNode}
          </Button>
        )}
      </EmptyState>
    </Surface>
  )
}
