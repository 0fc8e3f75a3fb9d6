import type { Activity } from '#contract/api.ts'

/** What a feature says happened; the log adds number and time. */
export type NewActivity = Omit<Activity, 'id' | 'at'>

/** Where features say what happened. The durable log implements it; the live event stream listens to it. */
export interface ActivityLog {
  record(entry: NewActivity): Activity
  list(query: {
    readonly limit: number
    readonly before_id?: number | undefined
    readonly node_id?: string | undefined
    readonly stream_path?: string | undefined
    /** The least severity. */
    readonly severity?: Activity['severity'] | undefined
    /** A whole type (`session.refused`), or its first words (`session`). */
    readonly type?: string | undefined
  }): readonly Activity[]
  onRecorded(listener: (activity: Activity) => void): () => void
}
