import type { Statement } from 'better-sqlite3'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import { type Activity, wordsOfActivityText } from '#contract/api.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { ActivityFilter, ActivityLog, ActivitySearch, NewActivity } from './activity-log.ts'
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
  /** Whether the disk has room for what may wait; default: always. */
  readonly hasRoom?: () => boolean
}

/** How long entries are kept, in ms. */
export const ACTIVITY_RETENTION_MS = 90 * 86_400_000

/** Rows deleted at a time, so that no single write takes long, and the time between two looks, in ms. */
const PRUNE_SLICE = 500
const PRUNE_INTERVAL_MS = 60_000

/** Observed entries that are on disk at once within one window, and the length of a window in ms. */
const AT_ONCE = 5
const WINDOW_MS = 100
/** Of those that wait: entries of one transaction, and the pause after each, in ms, which heartbeats have for themselves. */
const BATCH = 250
const PAUSE_MS = 25
/** Pause after a batch that could not be written, in ms. */
const FAILED_PAUSE_MS = 2_000
/** Entries that wait at most; enough for ten thousand nodes to be lost and found again. */
const MAX_WAITING = 50_000

/** Each by itself: both at once would be looked for in every row. */
const IDS = 'SELECT (SELECT min(id) FROM activity) AS first, (SELECT max(id) FROM activity) AS last'

interface Ids {
  readonly first: number | null
  readonly last: number | null
}

interface Seen {
  readonly entry: NewActivity
  readonly at: string
}

/** The durable activity log, bounded in time and in number. */
export class SqliteActivityLog implements ActivityLog {
  readonly #store: Store
  readonly #log: Logger
  readonly #retention_ms: number
  readonly #max_entries: number
  readonly #clock: () => number
  readonly #hasRoom: () => boolean
  readonly #listeners = new Set<(activity: Activity) => void>()
  readonly #insertion: Statement
  readonly #session: Statement
  #next_prune_at = 0
  #waiting: Seen[] = []
  /** Since the log last said so, and before. */
  #left_out = 0
  #left_out_in_all = 0
  #at_once = 0
  #timer: NodeJS.Timeout | null = null
  #stopped = false

  constructor(store: Store, options: ActivityLogOptions) {
    this.#store = store
    this.#log = options.log
    this.#retention_ms = options.retention_ms ?? ACTIVITY_RETENTION_MS
    this.#max_entries = options.max_entries ?? 500_000
    this.#clock = options.clock ?? Date.now
    this.#hasRoom = options.hasRoom ?? (() => true)
    // By hand, and prepared once: a hundred thousand may come together.
    this.#insertion = store.sql.prepare(
      `INSERT INTO activity (at, type, severity, actor, node_id, stream_path, message, data_json)
         VALUES (@at, @type, @severity, @actor, @node_id, @stream_path, @message, @data_json)`,
    )
    this.#session = store.sql.prepare(
      `SELECT 1 FROM (SELECT type, data_json FROM activity WHERE stream_path = ? ORDER BY id DESC LIMIT 50)
         WHERE type = 'session.started' AND data_json ->> '$.session_id' = ?`,
    )
  }

  record(entry: NewActivity): Activity {
    // Within a transaction it stands or falls with what it tells of.
    if (this.#store.sql.inTransaction) return this.#insert(entry, this.#now())
    // What was seen before comes before it.
    if (this.#waiting.length > 0) this.#tryBatch()
    const at = this.#now()
    let written: Activity | null = null
    if (this.#waiting.length === 0 || this.#hasRoom()) {
      this.#store.spare(() => {
        written = this.#insert(entry, at)
      })
    }
    if (written !== null) return written
    this.#keepWaiting({ entry, at })
    return { ...entry, id: 0, at }
  }

  observe(entry: NewActivity): void {
    const seen = { entry, at: this.#now() }
    const at_once = this.#stopped || (this.#waiting.length === 0 && this.#at_once < AT_ONCE)
    if (at_once && this.#hasRoom() && this.#store.spare(() => void this.#insert(entry, seen.at))) {
      this.#at_once += 1
      this.#wait(WINDOW_MS)
    } else {
      this.#keepWaiting(seen)
    }
  }

  #keepWaiting(seen: Seen): void {
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(seen)
    else this.#left_out += 1
    this.#wait(WINDOW_MS)
  }

  /** Observed entries that are not yet on disk, and those of this run of the origin that never will be. */
  get backlog(): { readonly waiting: number; readonly left_out: number } {
    return { waiting: this.#waiting.length, left_out: this.#left_out_in_all + this.#left_out }
  }

  /** Writes what still waits; from then on each entry as it comes. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#stopped = true
    while (this.#waiting.length > 0 && this.#tryBatch());
  }

  list(query: ActivitySearch): readonly Activity[] {
    let rows = this.#store.db.selectFrom('activity').selectAll().orderBy('id', 'desc').limit(query.limit)
    if (query.before_id !== undefined) rows = rows.where('id', '<', query.before_id)
    if (query.node_id !== undefined) rows = rows.where('node_id', '=', query.node_id)
    if (query.stream_path !== undefined) rows = rows.where('stream_path', '=', query.stream_path)
    if (query.severity !== undefined && query.severity !== 'info') {
      rows = rows.where('severity', 'in', query.severity === 'error' ? ['error'] : ['warning', 'error'])
    }
    // A whole one, or everything from "session." up to, not including, the character after the dot: a range, so that no character is a joker.
    const isOrBegins = (column: 'type' | 'actor', word: string, end: string, after_end: string) =>
      rows.where(({ eb, and, or }) =>
        or([eb(column, '=', word), and([eb(column, '>=', word + end), eb(column, '<', word + after_end)])]),
      )
    if (query.type !== undefined) rows = isOrBegins('type', query.type, '.', '/')
    if (query.actor !== undefined) rows = isOrBegins('actor', query.actor, ':', ';')
    if (query.after_id !== undefined) rows = rows.where('id', '>', query.after_id)
    if (query.since !== undefined) rows = rows.where('at', '>=', query.since)
    if (query.until !== undefined) rows = rows.where('at', '<', query.until)
    for (const word of wordsOfActivityText(query.text ?? '')) {
      const like = `%${word.replaceAll(/[\\%_]/g, (joker) => `\\${joker}`)}%`
      const has = (column: 'message' | 'type' | 'stream_path' | 'actor') =>
        sql<boolean>`${sql.ref(column)} LIKE ${like} ESCAPE '\\'`
      rows = rows.where(({ or }) => or([has('message'), has('actor'), has('type'), has('stream_path')]))
    }
    return this.#store.all(rows).map(toActivity)
  }

  idsWithin({ since, until }: Pick<ActivityFilter, 'since' | 'until'>): { first: number; last: number } | null {
    const ids = this.#store.sql.prepare(IDS).get() as Ids
    if (ids.first === null || ids.last === null) return null
    const from = since === undefined ? ids.first : this.#idBy('at >= ? ORDER BY at, id', since)
    const to = until === undefined ? ids.last : this.#idBy('at < ? ORDER BY at DESC, id DESC', until)
    if (from === null || to === null) return null
    // What waited to be written has a larger number than what came after it: never by more than may wait.
    return {
      first: since === undefined ? from : Math.max(ids.first, from - MAX_WAITING),
      last: until === undefined ? to : Math.min(ids.last, to + MAX_WAITING),
    }
  }

  #idBy(where: string, at: string): number | null {
    const row = this.#store.sql.prepare(`SELECT id FROM activity WHERE ${where} LIMIT 1`).get(at)
    return (row as { readonly id: number } | undefined)?.id ?? null
  }

  knowsSession(stream_path: string, session_id: string): boolean {
    return this.#session.get(stream_path, session_id) !== undefined
  }

  onRecorded(listener: (activity: Activity) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #now(): string {
    return new Date(this.#clock()).toISOString()
  }

  #insert(entry: NewActivity, at: string): Activity {
    const { type, severity, actor, node_id, stream_path, message, data } = entry
    const row = { at, type, severity, actor, node_id, stream_path, message, data_json: JSON.stringify(data) }
    const id = Number(this.#store.runPrepared(this.#insertion, row).lastInsertRowid)
    const activity: Activity = { ...entry, id, at }
    this.#store.afterCommit(() => this.#tell(activity))
    this.#pruneNow()
    return activity
  }

  #wait(ms: number): void {
    if (this.#timer !== null || this.#stopped) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#at_once = 0
      if (this.#waiting.length === 0) return
      const written = this.#tryBatch()
      this.#wait(!written ? FAILED_PAUSE_MS : this.#waiting.length > 0 ? PAUSE_MS : WINDOW_MS)
    }, ms)
    this.#timer.unref()
  }

  /** False where the database did not take it (a full disk); then it waits on. */
  #tryBatch(): boolean {
    if (!this.#hasRoom()) return false
    const batch = this.#waiting.slice(0, BATCH)
    const is_last = batch.length === this.#waiting.length
    try {
      this.#store.transaction(() => {
        for (const { entry, at } of batch) this.#insert(entry, at)
        if (is_last && this.#left_out > 0) this.#insert(leftOut(this.#left_out), this.#now())
      })
    } catch (error) {
      const waiting = this.#waiting.length
      this.#log.error({ event: 'activity.write_failed', err: error, waiting }, 'the activity log could not be written')
      return false
    }
    this.#waiting.splice(0, batch.length)
    if (is_last) {
      this.#left_out_in_all += this.#left_out
      this.#left_out = 0
    }
    return true
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

/** Says itself that it is not whole, so that nobody takes it for what happened. */
function leftOut(count: number): NewActivity {
  return {
    type: 'activity.left_out',
    severity: 'warning',
    actor: 'origin',
    node_id: null,
    stream_path: null,
    message: `${count} entries about nodes and streams were left out here, because too much happened at once. The origin's log has them.`,
    data: { count },
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
