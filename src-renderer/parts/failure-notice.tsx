import { Button } from '@mantine/core'
import { asFailure } from '../data/api-failure.ts'
import classes from './failure-notice.module.css'
import { Notice } from './notice.tsx'

interface FailureNoticeProps {
  /** What was tried, as a sentence that did not come true: "The node was not drained." */
  readonly title: string
  readonly error: unknown
  readonly onRetry?: () => void
}

/** What failed, why, and what to do; stays until it works or is left. */
export function FailureNotice({ title, error, onRetry }: FailureNoticeProps) {
  const { message, hint, code } = asFailure(error)
  return (
    <Notice tone="bad" title={title} alert>
      <p>{message}</p>
      {hint !== null && <p>{hint}</p>}
      <p className={classes.code}>
        Code <code>{code}</code>
      </p>
      {onRetry !== undefined && (
        <Button size="compact-sm" variant="default" className={classes.again} onClick={onRetry}>
          Try again
        </Button>
      )}
    </Notice>
  )
}
