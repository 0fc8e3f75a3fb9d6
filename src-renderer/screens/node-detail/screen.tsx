import { Button, Skeleton } from '@mantine/core'
import IconServer2 from '@tabler/icons-react/dist/esm/icons/IconServer2.mjs'
import { Link, useParams } from 'react-router'
import type { Node } from '#contract/node.ts'
import { useCanSteer, useNodes } from '../../data/queries.ts'
import { ActivityPart } from '../../parts/activity-list.tsx'
import { BackLink } from '../../parts/back-link.tsx'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { LastResortBadge, LivenessBadge, ModeBadge } from '../../parts/node-badges.tsx'
import { nodeWords } from '../../parts/node-kind.ts'
import { Page } from '../../parts/page.tsx'
import { BoxMenu } from './box-menu.tsx'
import { BoxPart } from './box-part.tsx'
import { HistoryPart } from './history-part.tsx'
import { NodeLogPart } from './log-part.tsx'
import { NodeAddresses, NodeLoadPart, NodeMachine } from './node-facts.tsx'
import { NodeNotice } from './node-notice.tsx'
import { NodeStreamsPart } from './node-streams-part.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** One node: how it is, what it carries, where it is reached, what happened to it. */
export function Component() {
  const { id } = useParams()
  const nodes = useNodes()
  const canSteer = useCanSteer()
  const node = nodes.data?.find((candidate) => candidate.id === id)
  const back = <BackLink to="/nodes">{texts.back}</BackLink>
  if (nodes.data === undefined) {
    if (nodes.error === null) return <Skeleton h={420} radius="md" />
    return <FailureNotice title={texts.failed} error={nodes.error} onRetry={() => void nodes.refetch()} />
  }
  if (node === undefined) {
    return (
      <Page title={texts.goneTitle} above={back}>
        <EmptyState icon={<IconServer2 size={22} />} title={texts.goneTitle} text={texts.goneText}>
          <Button component={Link} to="/nodes">
            {texts.toNodes}
          </Button>
        </EmptyState>
      </Page>
    )
  }
  return (
    <Page title={node.name} above={back} aside={<Aside node={node} />} actions={<Actions node={node} />}>
      <NodeNotice node={node} />
      <div className={classes.grid}>
        <div className={classes.column}>
          <NodeLoadPart node={node} />
          <HistoryPart key={node.id} node={node} />
          <NodeStreamsPart node={node} />
          <ActivityPart about={{ node_id: node.id }} kinds={['node', 'session', 'access', 'provisioning', 'alert']} />
        </div>
        <div className={classes.column}>
          <NodeAddresses node={node} />
          <NodeMachine node={node} />
          {onBox(node) && <BoxPart node={node} />}
        </div>
      </div>
      {canSteer && node.kind !== 'foreign' && <NodeLogPart key={node.id} node={node} />}
    </Page>
  )
}

/** Whether it runs on a box of its own that can be reached: the origin's node runs beside it, and members of other makes are not ours. */
const onBox = (node: Node): boolean => !node.is_origin && node.kind !== 'foreign'

function Aside({ node }: { readonly node: Node }) {
  return (
    <>
      <LivenessBadge node={node} />
      <ModeBadge node={node} />
      <LastResortBadge node={node} />
      <span className={classes.where}>{nodeWords(node).join(' · ')}</span>
    </>
  )
}

function Actions({ node }: { readonly node: Node }) {
  const open = useOpenDialog()
  if (!useCanSteer()) return null
  return (
    <>
      {onBox(node) && <BoxMenu node={node} />}
      {node.mode.value === 'normal' && node.registration === 'registered' && (
        <Button variant="default" onClick={() => open({ kind: 'close-roles', node_id: node.id })}>
          {texts.closeRoles}
        </Button>
      )}
      {node.mode.value === 'normal' ? (
        <Button variant="default" onClick={() => open({ kind: 'drain-node', node_id: node.id })}>
          {texts.drain}
        </Button>
      ) : (
        <Button onClick={() => open({ kind: 'resume-node', node_id: node.id })}>{texts.resume}</Button>
      )}
      {node.mode.value !== 'maintenance' && node.registration === 'registered' && (
        <Button variant="default" onClick={() => open({ kind: 'maintain-node', node_id: node.id })}>
          {texts.maintain}
        </Button>
      )}
      {!node.is_origin && (
        <Button variant="default" c="var(--hw-bad)" onClick={() => open({ kind: 'remove-node', node_id: node.id })}>
          {texts.remove}
        </Button>
      )}
    </>
  )
}
