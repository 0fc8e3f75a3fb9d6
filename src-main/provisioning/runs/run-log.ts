import type { RunLogLine } from '#contract/provisioning-run.ts'
import type { Store } from '../../store/store.ts'

/** Lines kept of one run; the oldest go first. */
export const LOG_LINES_KEPT = 20_000
/** Characters of a line; the rest is cut off. */
export const LONGEST_LINE = 4_096

/** The table `provisioning_log`. */
export class RunLog {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Number of the last line that was written of a run; 0: there is none. */
  lastNumber(run_id: string): number {
    const { db } = this.#store
    const query = db.selectFrom('provisioning_log').select('number').where('run_id', '=', run_id)
    return this.#store.first(query.orderBy('number', 'desc').limit(1))?.number ?? 0
  }

  /** Lines in the order of their numbers. */
  read(run_id: string, after: number, step: string | undefined, limit: number): RunLogLine[] {
    const { db } = this.#store
    let query = db.selectFrom('provisioning_log').select(['number', 'step', 'at', 'text'])
    query = query.where('run_id', '=', run_id).where('number', '>', after)
    if (step !== undefined) query = query.where('step', '=', step)
    return this.#store.all(query.orderBy('number').limit(limit))
  }

  write(run_id: string, lines: readonly RunLogLine[]): void {
    const last = lines.at(-1)
    if (last === undefined) return
    const { db } = this.#store
    this.#store.transaction(() => {
      for (const line of lines) this.#store.run(db.insertInto('provisioning_log').values({ run_id, ...line }))
      const gone = last.number - LOG_LINES_KEPT
      if (gone <= 0) return
      this.#store.run(db.deleteFrom('provisioning_log').where('run_id', '=', run_id).where('number', '<=', gone))
    })
  }
}
