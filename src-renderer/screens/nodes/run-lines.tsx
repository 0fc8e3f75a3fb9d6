import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { useStale } from '../../data/live-context.tsx'
import { useRuns } from '../../data/runs.ts'
import { LookBadge } from '../../parts/look-badge.tsx'
import { runPlace } from '../../parts/run-list.tsx'
import { provisioningLook, runTitle } from '../../parts/run-look.ts'
import classes from './rolling-line.module.css'
import { texts } from './texts.ts'

/** More lines would push the nodes out of sight. */
const SHOWN = 3

/** The runs that go on, a line each, those that wait for somebody first; nothing where there is none. */
export function RunLines() {
  const { data: runs = [] } = useRuns({ open: true })
  const stale = useStale()
  const under_way = runs.toSorted((a, b) => Number(b.state === 'waiting') - Number(a.state === 'waiting'))
  const more = under_way.length - SHOWN
  return (
    <>
      {under_way.slice(0, SHOWN).map((run) => (
        <p key={run.id} className={classes.line}>
          <LookBadge look={provisioningLook(run.state, stale)} />
          <span className={classes.words}>
            <strong>{runTitle(run)}</strong>. {runPlace(run)}
          </span>
          <Anchor component={Link} to={`/runs/${run.id}`} size="sm" fw={600}>
            {texts.rollingOpen}
          </Anchor>
        </p>
      ))}
      {more > 0 && (
        <Anchor component={Link} to="/runs?show=under_way" size="sm">
          {texts.moreRuns(more)}
        </Anchor>
      )}
    </>
  )
}
