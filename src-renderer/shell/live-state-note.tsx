import { Tooltip } from '@mantine/core'
import { useCluster } from '../data/queries.ts'
import { StateBadge } from '../parts/state-mark.tsx'
import classes from './live-state-note.module.css'
import { texts } from './texts.ts'

/** Says where live state is kept when that is not a Redis that works; nothing otherwise. */
export function LiveStateNote() {
  const { data: cluster } = useCluster()
  if (cluster === undefined) return null
  const { kind, state, detail } = cluster.live_state
  if (kind !== 'memory' && state === 'ok') return null
  return (
    <Tooltip label={<span lang="en">{detail}</span>} multiline w={260} position="right">
      <button type="button" className={classes.note} aria-description={detail}>
        <StateBadge shape={state === 'ok' ? 'ring' : 'triangle'} tone={state === 'ok' ? 'idle' : 'warn'} quiet>
          {state === 'ok' ? texts.memoryState : texts.degradedState}
        </StateBadge>
      </button>
    </Tooltip>
  )
}
