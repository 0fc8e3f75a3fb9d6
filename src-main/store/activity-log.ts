import type { ActivityType } from '#contract/activity-type.ts'
import type { Activity } from '#contract/api.ts'

/** What a feature says happened; the log adds number and time. */
export type NewActivity = Omit<Activity, 'id' | 'at' | 'type'> & { readonly type: ActivityType }

/** Where features say what happened. The durable log implements it; the live event stream listens to it. */
export interface ActivityLog {
  /**
   * On disk when it returns: for what somebody did and is answered for. In a transaction it fails with it; outside one, where the disk has no
   * room, it waits in memory like what is observed, and its id is 0.
   */
  record(entry: NewActivity): Activity
  /**
   * On disk at once, unless thousands of things happen together; then within moments, in the order in which they were seen. For what the
   * origin sees of nodes and streams: each entry by itself is a write to disk, and ten thousand of them would keep it from its heartbeats.
   */
  observe(entry: NewActivity): void
  list(query: ActivitySearch): readonly Activity[]
  /** Ids between which entries of this time are, both included; null: there are none. The times of neighbours may be the wrong way round by moments. */
  idsWithin(time: Pick<ActivityFilter, 'since' | 'until'>): { readonly first: number; readonly last: number } | null
  /** Whether one of the last 50 entries about this stream says that this session started. */
  knowsSession(stream_path: string, session_id: string): boolean
  onRecorded(listener: (activity: Activity) => void): () => void
}

/** Which entries are asked for. */
export interface ActivityFilter {
  readonly node_id?: string | undefined
  readonly stream_path?: string | undefined
  /** The least severity. */
  readonly severity?: Activity['severity'] | undefined
  /** A whole type (`session.refused`), or its first words (`session`). */
  readonly type?: string | undefined
  /** Who caused it, whole (`operator:anna`) or the word before the colon (`operator`). */
  readonly actor?: string | undefined
  /** Words that all have to be in it. */
  readonly text?: string | undefined
  /** ISO 8601 in UTC with milliseconds; `until` itself is left out. */
  readonly since?: string | undefined
  readonly until?: string | undefined
}

export interface ActivitySearch extends ActivityFilter {
  readonly limit: number
  /** Only entries with smaller ids. */
  readonly before_id?: number | undefined
  /** Only entries with larger ids. */
  readonly after_id?: number | undefined
}
