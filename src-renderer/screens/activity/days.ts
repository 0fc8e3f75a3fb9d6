import type { Activity } from '#contract/api.ts'
import { formatDay } from '../../parts/format.ts'

/** Which facts are shown: all, those that ask for attention, errors alone. */
export const severityShows = ['all', 'warning', 'error'] as const
export type SeverityShow = (typeof severityShows)[number]

const least = { info: 0, warning: 1, error: 2 } as const
const from = { all: 0, warning: 1, error: 2 } as const

/** The facts of at least this severity, cut by the day on which they happened; newest first, as they come. */
export function activityDays(
  facts: readonly Activity[],
  show: SeverityShow,
  now_ms: number,
): readonly { readonly day: string; readonly facts: readonly Activity[] }[] {
  const shown = facts.filter(({ severity }) => least[severity] >= from[show])
  return [...Map.groupBy(shown, ({ at }) => formatDay(at, now_ms))].map(([day, ofDay]) => ({ day, facts: ofDay }))
}
