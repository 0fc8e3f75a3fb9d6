import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { isRunOver } from '#contract/provisioning-run.ts'
import { useRuns } from '../../data/runs.ts'
import { serverNow } from '../../data/server-clock.ts'
import { RunList } from '../../parts/run-list.tsx'
import { Surface } from '../../parts/surface.tsx'
import { texts } from './texts.ts'

const SHOWN = 3
/** What is over for longer is found on the screen of runs, in ms. */
const OF_INTEREST_MS = 7 * 86_400_000

/** What was last done on boxes, and how it went; nothing where nothing was done lately. */
export function LastRuns() {
  const { data: runs = [] } = useRuns({ latest: SHOWN })
  const lately = runs.filter(
    ({ state, ended_at, created_at }) =>
      !isRunOver(state) || serverNow() - Date.parse(ended_at ?? created_at) < OF_INTEREST_MS,
  )
  if (lately.length === 0) return null
  return (
    <Surface
      title={texts.runs}
      flush
      actions={
        <Anchor component={Link} to="/runs" size="sm">
          {texts.allRuns}
        </Anchor>
      }
    >
      <RunList runs={lately} />
    </Surface>
  )
}
