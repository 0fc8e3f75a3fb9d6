import type { Alert } from '#contract/alert.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { MissedAlerts } from './heard-alerts.ts'

/** A desktop notification. */
export interface Notice {
  readonly title: string
  readonly body: string
  /** The screen that a click opens. */
  readonly path: string
}

const LIST = '/settings/notifications'
const MOST_NAMED = 3

/** An event of the origin's as a notification; null: it is about no alert. The origin has judged, waited and gathered. */
export function noticeOf(event: LiveEvent): Notice | null {
  switch (event.type) {
    case 'alert.raised':
      return begun(event.alert)
    case 'alert.cleared':
      return over(event.alert)
    case 'alert.digest':
      return together(event.raised, event.cleared, event.alerts)
    default:
      return null
  }
}

/** What changed while nobody listened, as one; null: nothing. */
export function noticeOfMissed({ raised, cleared }: MissedAlerts): Notice | null {
  const [first, ...others] = [...raised, ...cleared]
  if (first === undefined) return null
  if (others.length > 0) return together(raised.length, cleared.length, [first, ...others])
  return raised.length === 1 ? begun(first) : over(first)
}

function begun({ title, text, last_good_at, action }: Alert): Notice {
  const seen = last_good_at === null ? '' : `Well until ${clock(last_good_at)}. `
  return { title, body: `${seen}${text}`, path: action.path }
}

function over({ title, raised_at, action }: Alert): Notice {
  return { title: `Over: ${title}`, body: `It began at ${clock(raised_at)}.`, path: action.path }
}

function together(raised: number, cleared: number, alerts: readonly Alert[]): Notice {
  const titles = alerts.slice(0, MOST_NAMED).map(({ title }) => title)
  const more = raised + cleared - titles.length
  return {
    title: `${raised + cleared} alerts: ${raised} raised, ${cleared} over`,
    body: `${titles.join('. ')}${more > 0 ? `. And ${more} more` : ''}.`,
    path: LIST,
  }
}

/** `14:05`, where this computer is. */
function clock(timestamp: string): string {
  return new Date(timestamp).toTimeString().slice(0, 5)
}
