import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { hasEnded, isUnderWay } from '#contract/rolling-drain.ts'
import { useRollingDrains } from '../../data/queries.ts'
import { LookBadge } from '../../parts/look-badge.tsx'
import { doneOf, runLook } from '../../parts/rolling-look.ts'
import classes from './rolling-line.module.css'
import { texts } from './texts.ts'

/** The rolling drains that go on, a line each; nothing where there is none. */
export function RollingLines() {
  const { data: runs = [] } = useRollingDrains()
  return runs
    .filter((run) => !hasEnded(run))
    .map((run) => {
      const look = runLook(run)
      const { done, all } = doneOf(run)
      const names = run.steps.filter(isUnderWay).map(({ node_name }) => node_name)
      return (
        <p key={run.id} className={classes.line}>
          <LookBadge look={look} />
          <span className={classes.words}>
            {texts.rolling(done, all, names)}
            {run.waiting !== null && <span lang="en"> {run.waiting.reason}</span>}
            {run.state === 'paused' && run.note !== null && <span lang="en"> {run.note}</span>}
          </span>
          <Anchor component={Link} to="/nodes/rolling-drains" size="sm" fw={600}>
            {texts.rollingOpen}
          </Anchor>
        </p>
      )
    })
}
