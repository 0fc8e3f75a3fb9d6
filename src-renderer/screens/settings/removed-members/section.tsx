import { Button, Group, Skeleton } from '@mantine/core'
import IconUserOff from '@tabler/icons-react/dist/esm/icons/IconUserOff.mjs'
import { useState } from 'react'
import { Link } from 'react-router'
import type { RemovedNode } from '#contract/removed-node.ts'
import { useCanSteer } from '../../../data/queries.ts'
import { useRemovedNodes } from '../../../data/upkeep.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import table from '../../../parts/fact-table.module.css'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { Page } from '../../../parts/page.tsx'
import { Age } from '../../../parts/since.tsx'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import { AllowMember } from './allow-member.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'

/** Those who are no members any more, and the way back of each. */
export function Component() {
  const removed = useRemovedNodes()
  const [asked, setAsked] = useState<RemovedNode | null>(null)
  return (
    <Page title={texts.title}>
      <p className={about.about}>{texts.about}</p>
      {removed.data === undefined &&
        (removed.error === null ? (
          <Skeleton h={220} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={removed.error} onRetry={() => void removed.refetch()} />
        ))}
      {removed.data?.length === 0 && (
        <EmptyState icon={<IconUserOff size={22} />} title={texts.none} text={texts.noneText} />
      )}
      {removed.data !== undefined && removed.data.length > 0 && (
        <RemovedPart removed={removed.data} onAllow={setAsked} />
      )}
      {asked !== null && <AllowMember member={asked} onClose={() => setAsked(null)} />}
    </Page>
  )
}

interface RemovedPartProps {
  readonly removed: readonly RemovedNode[]
  readonly onAllow: (node: RemovedNode) => void
}

function RemovedPart({ removed, onAllow }: RemovedPartProps) {
  const { columns } = texts
  const canSteer = useCanSteer()
  return (
    <Surface title={texts.list} aside={removed.length} flush>
      <div className={table.frame}>
        <table className={table.table}>
          <caption className="hw-hidden">{texts.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{columns.name}</th>
              <th scope="col">{columns.how}</th>
              <th scope="col" className={table.wide}>
                {columns.kind}
              </th>
              <th scope="col">{columns.seen}</th>
              {canSteer && <th scope="col">{columns.actions}</th>}
            </tr>
          </thead>
          <tbody>
            {removed.map((node) => (
              <Row key={node.id} node={node} onAllow={onAllow} />
            ))}
          </tbody>
        </table>
      </div>
    </Surface>
  )
}

function Row({ node, onAllow }: { readonly node: RemovedNode; readonly onAllow: (node: RemovedNode) => void }) {
  const canSteer = useCanSteer()
  const { name, how, kind, region, last_seen_at, back_by } = node
  return (
    <tr>
      <th scope="row">
        <span className={classes.name}>{name}</span>
      </th>
      <td data-label={texts.columns.how}>{texts.how(how)}</td>
      <td data-label={texts.columns.kind} className={table.wide}>
        {[texts.kind(kind), region].filter((word) => word !== null).join(' · ')}
      </td>
      <td data-label={texts.columns.seen}>{last_seen_at === null ? texts.never : <Age at={last_seen_at} />}</td>
      {canSteer && (
        <td data-label={texts.columns.actions}>
          <Group gap={6}>
            {back_by === 'allow' ? (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={texts.allowOf(name)}
                onClick={() => onAllow(node)}
              >
                {texts.allow}
              </Button>
            ) : (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={texts.joinOf(name)}
                component={Link}
                to={`/nodes/add?way=installer&name=${encodeURIComponent(name)}`}
              >
                {texts.join}
              </Button>
            )}
          </Group>
        </td>
      )}
    </tr>
  )
}
