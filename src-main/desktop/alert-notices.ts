import type { Alert, Alerts } from '#contract/alert.ts'
import type { LiveEvent } from '#contract/live-event.ts'

/** A desktop notification. */
export interface Notice {
  readonly title: string
  readonly body: string
  /** The screen that a click opens. */
  readonly path: string
}

const LIST = '/settings/notifications'
const MOST_NAMED = 3

/** What of the origin's alerts is shown as a notification; null: nothing. The origin has judged, waited and gathered. */
export function noticeOf(event: LiveEvent): Notice | null {
  switch (event.type) {
    case 'alert.raised':
      return event.notify ? begun(event.alert) : null
    case 'alert.cleared':
      return event.notify ? over(event.alert) : null
    case 'alert.digest':
      return event.notify ? together(event.raised, event.cleared, event.alerts) : null
    default:
      return null
  }
}

/** What changed while nobody listened, as one; null: nothing that the desktop tells of. @param before by their ids, as `after` */
export function noticeOfMissed(
  before: ReadonlyMap<string, Alert>,
  after: ReadonlyMap<string, Alert>,
  desktop: Alerts['desktop'],
): Notice | null {
  const isTold = ({ quiet, severity }: Alert) =>
    desktop.enabled && quiet === null && (desktop.least_severity === 'warning' || severity === 'error')
  const raised = [...after.values()].filter((alert) => !before.has(alert.id) && isTold(alert))
  const cleared = [...before.values()].filter((alert) => !after.has(alert.id) && isTold(alert))
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
