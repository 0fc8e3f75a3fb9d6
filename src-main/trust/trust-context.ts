import type { ActivityLog, NewActivity } from '../store/activity-log.ts'
import type { Store } from '../store/store.ts'

/** What every part of trust works with. */
export class TrustContext {
  readonly store: Store
  readonly #activity: ActivityLog
  readonly #clock: () => number

  constructor(store: Store, activity: ActivityLog, clock: () => number) {
    this.store = store
    this.#activity = activity
    this.#clock = clock
  }

  now_ms(): number {
    return this.#clock()
  }

  /** A time as the database has it: now, or so many ms away from it. */
  at(offset_ms = 0): string {
    return new Date(this.#clock() + offset_ms).toISOString()
  }

  /** Says in the activity log what somebody did. */
  record(
    entry: Pick<NewActivity, 'type' | 'actor' | 'message' | 'data'>,
    severity: NewActivity['severity'] = 'info',
  ): void {
    this.#activity.record({ ...entry, severity, node_id: null, stream_path: null })
  }
}

/** Who asks from where, as it is kept with a session. */
export interface SignInSource {
  readonly user_agent: string | null
  readonly address: string
  /** What the browser was given when somebody signed in there before. */
  readonly device_token?: string | undefined
}
