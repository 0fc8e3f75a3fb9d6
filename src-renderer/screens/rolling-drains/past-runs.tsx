import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import { useState } from 'react'
import type { RollingDrain } from '#contract/rolling-drain.ts'
import { formatDuration } from '../../parts/format.ts'
import { LookBadge } from '../../parts/look-badge.tsx'
import { doneOf, runLook } from '../../parts/rolling-look.ts'
import { Surface } from '../../parts/surface.tsx'
import classes from './past-runs.module.css'
import { RunSteps } from './run-steps.tsx'
import { texts } from './texts.ts'
import { Who } from './who.tsx'

/** Runs that are over, each to be opened for what became of its nodes. */
export function PastRuns({ runs }: { readonly runs: readonly RollingDrain[] }) {
  return (
    <Surface title={texts.past} aside={runs.length} flush>
      <ul className={classes.runs}>
        {runs.map((run) => (
          <PastRun key={run.id} run={run} />
        ))}
      </ul>
    </Surface>
  )
}

function PastRun({ run }: { readonly run: RollingDrain }) {
  const [open, setOpen] = useState(false)
  const look = runLook(run)
  const { done, all } = doneOf(run)
  const took_ms = run.ended_at === null ? 0 : Date.parse(run.ended_at) - Date.parse(run.created_at)
  return (
    <li className={classes.run}>
      <button type="button" className={classes.head} aria-expanded={open} onClick={() => setOpen(!open)}>
        <IconChevronRight size={14} aria-hidden="true" className={classes.chevron} data-open={open} />
        <span className={classes.title}>{texts.runTitle(all, run.settings.work === 'upgrade')}</span>
        <LookBadge look={look} />
        <span className={classes.facts}>{texts.outcome(done, all, formatDuration(took_ms))} </span>
        <span className={classes.who}>
          <Who run={run} />
        </span>
      </button>
      {run.note !== null && (
        <p className={classes.note} lang="en">
          {run.note}
        </p>
      )}
      {open && (
        <div className={classes.steps}>
          <RunSteps steps={run.steps} />
        </div>
      )}
    </li>
  )
}
