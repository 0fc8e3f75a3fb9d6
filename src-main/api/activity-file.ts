import type { Activity } from '#contract/api.ts'
import type { ActivityLog, ActivitySearch } from '../store/activity-log.ts'
import { searchActivity } from '../store/activity-search.ts'

/** Entries of one file at most; older ones are asked for with `before_id`. */
const MAX_EXPORTED = 50_000
/** Read at a time, so that the origin does other things in between. */
const PAGE = 500

type Query = Omit<ActivitySearch, 'limit' | 'after_id'>

const COLUMNS = ['id', 'at', 'severity', 'type', 'actor', 'node_id', 'stream_path', 'message', 'data'] as const

/** What happened as the text of a file, the newest first, in pieces. */
export async function* activityFile(log: ActivityLog, query: Query, format: 'csv' | 'json'): AsyncGenerator<string> {
  yield format === 'csv' ? `${COLUMNS.join(',')}\r\n` : '['
  let before_id = query.before_id
  for (let sent = 0; sent < MAX_EXPORTED; ) {
    const page = await searchActivity(log, { ...query, limit: PAGE, before_id })
    if (page.length > 0) yield page.map((entry, at) => textOf(entry, format, sent + at === 0)).join('')
    sent += page.length
    before_id = page.at(-1)?.id
    if (page.length < PAGE) break
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (format === 'json') yield '\n]\n'
}

function textOf(entry: Activity, format: 'csv' | 'json', is_first: boolean): string {
  if (format === 'json') return `${is_first ? '\n' : ',\n'}${JSON.stringify(entry)}`
  const cells = COLUMNS.map((name) => (name === 'data' ? JSON.stringify(entry.data) : String(entry[name] ?? '')))
  return `${cells.map(cell).join(',')}\r\n`
}

/** RFC 4180, 2. What a spreadsheet would take for a formula is led by a quote: names in it come from whoever publishes. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
