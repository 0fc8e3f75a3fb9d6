import { useConnection } from '../data/live-context.tsx'
import { useOriginIsSlow } from '../data/slow-calls.ts'
import { formatTime } from '../parts/format.ts'
import { StateBadge } from '../parts/state-mark.tsx'
import { texts } from './texts.ts'

/** Whether what is on the screen is what is: live, reconnecting since, away since. Said aloud when it changes. */
export function ConnectionStatus() {
  const connection = useConnection()
  const is_slow = useOriginIsSlow()
  return (
    <div role="status" aria-live="polite" data-connection={connection.status}>
      {is_slow && connection.status === 'live' ? (
        <StateBadge shape="triangle" tone="warn">
          {texts.slow}
        </StateBadge>
      ) : (
        <Badge connection={connection} />
      )}
    </div>
  )
}

function Badge({ connection }: { readonly connection: ReturnType<typeof useConnection> }) {
  switch (connection.status) {
    case 'live':
      return (
        <StateBadge shape="dot" tone="ok">
          {texts.live}
        </StateBadge>
      )
    case 'connecting':
      return (
        <StateBadge shape="ring" tone="idle">
          {texts.connecting}
        </StateBadge>
      )
    case 'reconnecting':
      return (
        <StateBadge shape="triangle" tone="warn">
          {texts.reconnecting(formatTime(connection.since))}
        </StateBadge>
      )
    case 'away':
      return (
        <StateBadge shape="cross" tone="bad">
          {texts.away(formatTime(connection.since))}
        </StateBadge>
      )
    default:
      throw new Error(`no such connection: ${connection satisfies never}`)
  }
}
