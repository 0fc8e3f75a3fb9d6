import type { Activity } from '#contract/api.ts'
import { formatDay } from '../../parts/format.ts'

/** Facts cut by the day on which they happened; newest first, as they come. */
export function activityDays(
  facts: readonly Activity[],
  now_ms: number,
): readonly { readonly day: string; readonly facts: readonly Activity[] }[] {
  return [...Map.groupBy(facts, ({ at }) => formatDay(at, now_ms))].map(([day, ofDay]) => ({ day, facts: ofDay }))
}
