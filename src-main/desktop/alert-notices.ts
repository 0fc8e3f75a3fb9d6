import type { Alert } from '#contract/alert.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { MissedAlerts } from './heard-alerts.ts'
import type { Words } from './languages/words.ts'

/** A desktop notification. What an alert is called and what it means is in the origin's words. */
export interface Notice {
  readonly title: string
  readonly body: string
  /** The screen that a click opens. */
  readonly path: string
}

const LIST = '/settings/notifications'
const MOST_NAMED = 3

/** An event of the origin's as a notification; null: it is about no alert. The origin has judged, waited and gathered. */
export function noticeOf(event: LiveEvent, words: Words): Notice | null {
  switch (event.type) {
    case 'alert.raised':
      return begun(event.alert, words)
    case 'alert.cleared':
      return over(event.alert, words)
    case 'alert.digest':
      return together(event.raised, event.cleared, event.alerts, words)
    default:
      return null
  }
}

/** What changed while nobody listened, as one; null: nothing. */
export function noticeOfMissed({ raised, cleared }: MissedAlerts, words: Words): Notice | null {
  const [first, ...others] = [...raised, ...cleared]
  if (first === undefined) return null
  if (others.length > 0) return together(raised.length, cleared.length, [first, ...others], words)
  return raised.length === 1 ? begun(first, words) : over(first, words)
}

function begun({ title, text, last_good_at, action }: Alert, { notices, figures }: Words): Notice {
  const seen = last_good_at === null ? '' : `${notices.wellUntil(figures.minute(last_good_at))} `
  return { title, body: `${seen}${text}`, path: action.path }
}

function over({ title, raised_at, action }: Alert, { notices, figures }: Words): Notice {
  return { title: notices.over(title), body: notices.beganAt(figures.minute(raised_at)), path: action.path }
}

function together(raised: number, cleared: number, alerts: readonly Alert[], { notices }: Words): Notice {
  const titles = alerts.slice(0, MOST_NAMED).map(({ title }) => title)
  const more = raised + cleared - titles.length
  return {
    title: notices.together(raised + cleared, raised, cleared),
    body: `${[...titles, ...(more > 0 ? [notices.more(more)] : [])].join('. ')}.`,
    path: LIST,
  }
}
