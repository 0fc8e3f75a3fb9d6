import { Button } from '@mantine/core'
import IconArrowDown from '@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs'
import type { ReactNode } from 'react'
import classes from './log-scroller.module.css'
import { texts } from './texts.ts'
import { useFollow } from './use-follow.ts'

interface LogScrollerProps {
  /** What the log is of, for those who hear it. */
  readonly title: string
  /** Number of its newest line; grows with each that comes. */
  readonly newest: number
  /** Stands above the first line: that there are older ones elsewhere. */
  readonly before?: string | null
  /** `<li>` elements, the oldest first. */
  readonly children: ReactNode
}

/** Lines of a log, going along with the newest until somebody scrolls up. */
export function LogScroller({ title, newest, before = null, children }: LogScrollerProps) {
  const follow = useFollow(newest)
  return (
    <div className={classes.frame}>
      <div
        ref={follow.ref}
        className={classes.scroller}
        onScroll={follow.onScroll}
        role="log"
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by the keyboard as well
        tabIndex={0}
      >
        {before !== null && <p className={classes.before}>{before}</p>}
        <ol className={classes.lines}>{children}</ol>
      </div>
      {!follow.following && (
        <Button
          size="compact-sm"
          className={classes.follow}
          leftSection={<IconArrowDown size={14} aria-hidden="true" />}
          onClick={follow.resume}
        >
          {follow.missed === 0 ? texts.follow : texts.followNew(follow.missed)}
        </Button>
      )}
    </div>
  )
}
