import { Anchor, Drawer, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useEffect } from 'react'
import { Link, useLocation } from 'react-router'
import { useStale } from '../data/live-context.tsx'
import { useRuns } from '../data/runs.ts'
import { RunList } from '../parts/run-list.tsx'
import { StateBadge } from '../parts/state-mark.tsx'
import classes from './run-counter.module.css'
import { texts } from './texts.ts'

/** How many runs go on, and whether one waits for somebody; opens them all, on every screen. Nothing while none goes on. */
export function RunCounter() {
  const { data: under_way = [] } = useRuns({ open: true })
  const stale = useStale()
  const [opened, { open, close }] = useDisclosure()
  const { pathname } = useLocation()
  // Whoever went to a run is done here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new address closes it
  useEffect(() => close(), [pathname, close])
  const waiting = under_way.filter(({ state }) => state === 'waiting').length
  if (under_way.length === 0 && !opened) return null
  const words = waiting > 0 ? texts.runsWaiting(waiting) : texts.runsUnderWay(under_way.length)
  return (
    <>
      <UnstyledButton className={classes.counter ?? ''} onClick={open} aria-haspopup="dialog" title={texts.runsTitle}>
        <StateBadge
          shape={stale ? 'ring' : waiting > 0 ? 'triangle' : 'chevron'}
          tone={stale ? 'idle' : waiting > 0 ? 'warn' : 'ok'}
        >
          {words}
        </StateBadge>
      </UnstyledButton>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size="lg"
        title={texts.runsTitle}
        closeButtonProps={{ 'aria-label': texts.close }}
      >
        <div className={classes.list}>
          {under_way.length === 0 ? <p className={classes.none}>{texts.runsNone}</p> : <RunList runs={under_way} />}
          <Anchor component={Link} to="/runs" size="sm" className={classes.all}>
            {texts.allRuns}
          </Anchor>
        </div>
      </Drawer>
    </>
  )
}
