import { Countdown } from './since.tsx'

interface TimeLeftProps {
  /** Null: there is no deadline. */
  readonly deadline_at: string | null
  /** The word for that, and how it looks. */
  readonly none: string
  readonly className?: string | undefined
}

/** Time until a drain's deadline, as it runs. */
export function TimeLeft({ deadline_at, none, className }: TimeLeftProps) {
  if (deadline_at === null) return <span className={className}>{none}</span>
  return (
    <span role="timer">
      <Countdown until={deadline_at} />
    </span>
  )
}
