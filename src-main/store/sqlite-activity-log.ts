import type { Logger } from 'pino'
import type { Activity } from '#contract/api.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { ActivityLog, NewActivity } from './activity-log.ts'
import type { Store } from './store.ts'
import type { ActivityTable } from './tables.ts'

/** What the log keeps, and how. */
export interface ActivityLogOptions {
  readonly log: Logger
  /** Entries older than this are deleted, in ms; default 90 days. */
  readonly retention_ms?: number
  /** Of more entries than this the oldest are deleted; default 500,000. */
  readonly max_entries?: number
  /** Milliseconds since 1970; default `Date.now`. */
  readonly clock?: () => number
}

/** Rows deleted at a time, so that no single write takes long, and the time between two looks, in ms. */
const PRUNE_SLICE = 500
const PRUNE_INTERVAL_MS = 60_000

/** The durable activity log, bounded in time and in number. */
export class SqliteActivityLog implements ActivityLog {
  readonly #store: Store
  readonly #log: Logger
  readonly #retention_ms: number
  readonly #max_entries: number
  readonly #clock: () => number
  readonly #listeners = new Set<(activity: Activity) => void>()
  #next_prune_at = 0

  constructor(store: Store, options: ActivityLogOptions) {
    this.#store = store
    this.#log = options.log
    this.#retention_ms = options.retention_ms ?? 90 * 86_400_000
    this.#max_entries = options.max_entries ?? 500_000
    this.#clock = options.clock ?? Date.now
  }

  record(entry: NewActivity): Activity {
    const at = new Date(this.#clock()).toISOString()
    const { data, ...columns } = entry
    const row = this.#store.first(
      this.#store.db
        .insertInto('activity')
        .values({ ...columns, at, data_json: JSON.stringify(data) })
        .returning('id'),
    )
    if (row === undefined) throw new Error('the activity log got no number for its entry')
    const activity: Activity = { ...entry, id: row.id, at }
    this.#store.afterCommit(() => this.#tell(activity))
    this.#pruneNow()
    return activity
  }

  list(query: Parameters<ActivityLog['list']>[0]): readonly Activity[] {
    let rows = this.#store.db.selectFrom('activity').selectAll().orderBy('id', 'desc').limit(query.limit)
    if (query.before_id !== undefined) rows = rows.where('id', '<', query.before_id)
    if (query.node_id !== undefined) rows = rows.where('node_id', '=', query.node_id)
    if (query.stream_path !== undefined) rows = rows.where('stream_path', '=', query.stream_path)
    if (query.severity !== undefined && query.severity !== 'info') {
      rows = rows.where('severity', 'in', query.severity === 'error' ? ['error'] : ['warning', 'error'])
    }
    const { type } = query
    if (type !== undefined) {
      // Everything from "session." up to, not including, the character after the dot: a range, so that no character is a joker.
      rows = rows.where(({ eb, and, or }) =>
        or([eb('type', '=', type), and([eb('type', '>=', `${type}.`), eb('type', '<', `${type}/`)])]),
      )
    }
    return this.#store.all(rows).map(toActivity)
  }

  onRecorded(listener: (activity: Activity) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #tell(activity: Activity): void {
    for (const listener of this.#listeners) {
      try {
        listener(activity)
      } catch (error) {
        // The entry is on disk; a listener that fails must not make its writer believe otherwise.
        this.#log.error({ event: 'activity.listener_failed', err: error }, 'a listener of the activity log failed')
      }
    }
  }

  /** Deletes one slice of what is too old or too much; comes back with the next entry while there is more. */
  #pruneNow(): void {
    const now = this.#clock()
    if (now < this.#next_prune_at) return
    const oldest_at = new Date(now - this.#retention_ms).toISOString()
    const deleted = this.#store.sql
      .prepare(
        // Numbers grow with time, so what is to go is always among the lowest: one slice is all that is ever looked at.
        `DELETE FROM activity WHERE id IN (SELECT id FROM activity ORDER BY id LIMIT ?)
           AND (at < ? OR id <= (SELECT max(id) FROM activity) - ?)`,
      )
      .run(PRUNE_SLICE, oldest_at, this.#max_entries).changes
    if (deleted < PRUNE_SLICE) this.#next_prune_at = now + PRUNE_INTERVAL_MS
  }
}

function toActivity({
  data_json,
  ...row
}: { [Key in keyof ActivityTable]: Key extends 'id' ? number : ActivityTable[Key] }): Activity {
  return {
    ...row,
    node_id: row.node_id as NodeId | null,
    stream_path: row.stream_path as StreamPath | null,
    data: JSON.parse(data_json) as Record<string, unknown>,
  }
}
