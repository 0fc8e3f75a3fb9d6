import type { Activity } from '#contract/api.ts'
import type { ActivityLog, ActivitySearch } from './activity-log.ts'

/** Entries that are read through at a time, so that a search among hundreds of thousands keeps nobody's heartbeat waiting. */
const AT_A_TIME = 20_000

/**
 * The newest entries that are asked for, whatever is to be read through for them: a text, or a time long ago, may be in a few of very many.
 * Others have their turn in between; entries that come meanwhile are not in it.
 */
export async function searchActivity(
  log: Pick<ActivityLog, 'list' | 'idsWithin'>,
  query: ActivitySearch,
): Promise<readonly Activity[]> {
  if (!isSparse(query)) return log.list(query)
  const within = log.idsWithin(query)
  if (within === null) return []
  const found: Activity[] = []
  let before_id = Math.min(query.before_id ?? Number.POSITIVE_INFINITY, within.last + 1)
  const lowest = Math.max(within.first, (query.after_id ?? 0) + 1)
  while (before_id > lowest && found.length < query.limit) {
    const after_id = Math.max(lowest, before_id - AT_A_TIME) - 1
    found.push(...log.list({ ...query, limit: query.limit - found.length, before_id, after_id }))
    before_id = after_id + 1
    await new Promise((resolve) => setImmediate(resolve))
  }
  return found
}

/** Whether what is asked for may be far back: by node and by stream there is an index, and without a filter the first page is at the end. */
function isSparse({ actor, text, since, until, type, severity = 'info' }: ActivitySearch): boolean {
  return [actor, text, since, until, type].some((filter) => filter !== undefined) || severity !== 'info'
}
