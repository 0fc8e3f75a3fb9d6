import { type Alert, type AlertsQuery, alertSchema } from '#contract/alert.ts'
import type { Store } from '../store/store.ts'

/** Alerts that are over are kept so long, and so many at most. */
const KEPT_MS = 90 * 86_400_000
const MAX_KEPT = 5_000

/** Alerts in the database: those that are the matter, and for a while those that were. */
export class AlertRows {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  put(alert: Alert): void {
    const { db } = this.#store
    const row = {
      ...{ id: alert.id, raised_at: alert.raised_at, cleared_at: alert.cleared_at },
      alert_json: JSON.stringify(alert),
    }
    this.#store.run(
      db
        .insertInto('alerts')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row)),
    )
  }

  /** The newest first. */
  list({ state, limit }: AlertsQuery): Alert[] {
    const { db } = this.#store
    const all = db.selectFrom('alerts').select('alert_json').orderBy('raised_at', 'desc').limit(limit)
    const rows = this.#store.all(state === 'open' ? all.where('cleared_at', 'is', null) : all)
    // What an older version wrote otherwise is history that nobody can read.
    return rows.flatMap(({ alert_json }) => alertSchema.safeParse(JSON.parse(alert_json)).data ?? [])
  }

  /** When the last one was over; null: none was. */
  lastClearedAt(): string | null {
    const { db } = this.#store
    const newest = db.selectFrom('alerts').select(({ fn }) => fn.max('cleared_at').as('at'))
    return this.#store.first(newest)?.at ?? null
  }

  prune(now_ms: number): void {
    const { db } = this.#store
    const before = new Date(now_ms - KEPT_MS).toISOString()
    const kept = db.selectFrom('alerts').select('id').orderBy('raised_at', 'desc').limit(MAX_KEPT)
    this.#store.run(
      db
        .deleteFrom('alerts')
        .where('cleared_at', 'is not', null)
        .where(({ eb, or }) => or([eb('cleared_at', '<', before), eb('id', 'not in', kept)])),
    )
  }
}
