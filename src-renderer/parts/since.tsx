import { formatAge, formatDateTime, formatDuration } from './format.ts'
import { texts } from './texts.ts'
import { useNow } from './use-now.ts'

/** How long ago, ticking; the exact time as a title. */
export function Age({ at }: { readonly at: string }) {
  const now = useNow()
  return (
    <time dateTime={at} title={formatDateTime(at)}>
      {formatAge(now - Date.parse(at))}
    </time>
  )
}

/** How long something has been going on, ticking. */
export function Elapsed({ since }: { readonly since: string }) {
  const now = useNow()
  return (
    <time dateTime={since} title={texts.since(formatDateTime(since))}>
      {formatDuration(now - Date.parse(since))}
    </time>
  )
}

/** How long it is until then, ticking; `0s` once it is past. */
export function Countdown({ until }: { readonly until: string }) {
  const now = useNow()
  return (
    <time dateTime={until} title={formatDateTime(until)}>
      {formatDuration(Date.parse(until) - now)}
    </time>
  )
}
