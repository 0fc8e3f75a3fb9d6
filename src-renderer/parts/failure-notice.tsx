import { Button } from '@mantine/core'
import { asFailure } from '../data/api-failure.ts'
import classes from './failure-notice.module.css'
import { Notice } from './notice.tsx'
import { failureHeadline } from './origin/failure-headline.ts'
import { texts } from './texts.ts'

interface FailureNoticeProps {
  /** What was tried, as a sentence that did not come true: "The node was not drained." */
  readonly title: string
  readonly error: unknown
  readonly onRetry?: () => void
}

/** What failed, why in the language of the panel and then in the origin's own words, and what to do; stays until it works or is left. */
export function FailureNotice({ title, error, onRetry }: FailureNoticeProps) {
  const { message, hint, code, by_panel } = asFailure(error)
  const lang = by_panel ? undefined : 'en'
  const headline = by_panel ? null : failureHeadline(code)
  return (
    <Notice tone="bad" title={title} alert>
      {headline !== null && <p>{headline}</p>}
      <p lang={lang}>{message}</p>
      {hint !== null && <p lang={lang}>{hint}</p>}
      <p className={classes.code}>
        {texts.code} <code>{code}</code>
      </p>
      {onRetry !== undefined && (
        <Button size="compact-sm" variant="default" className={classes.again} onClick={onRetry}>
          {texts.tryAgain}
        </Button>
      )}
    </Notice>
  )
}
