import { z } from 'zod'
import { rollingDrainSchema, rollingStepSchema } from '#contract/rolling-drain.ts'
import type { Store } from '../store/store.ts'
import { failureKinds, type StoredRun } from './rolling-machine.ts'

/** Runs that are over and kept to be looked at. */
export const ENDED_RUNS_KEPT = 200

const runSchema = rollingDrainSchema.omit({ steps: true })
const stepSchema = rollingStepSchema.omit({ drain: true }).extend({
  mode_revision: z.number().int(),
  reported: z.array(z.enum(failureKinds)),
})

/** The tables `rolling_drains` and `rolling_drain_steps`. */
export class RollingRows {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Every run that is kept, the newest first. */
  all(): StoredRun[] {
    const { db } = this.#store
    const runs = this.#store.all(db.selectFrom('rolling_drains').selectAll().orderBy('number', 'desc'))
    return runs.map(({ id, run_json }) => {
      const steps = this.#store.all(
        db.selectFrom('rolling_drain_steps').select('step_json').where('run_id', '=', id).orderBy('position'),
      )
      return {
        ...runSchema.parse(JSON.parse(run_json)),
        steps: steps.map(({ step_json }) => stepSchema.parse(JSON.parse(step_json))),
      }
    })
  }

  /** Puts a new run on disk, and lets go of the oldest that are over. */
  add(run: StoredRun): void {
    const { db } = this.#store
    this.#store.transaction(() => {
      this.#store.run(
        db
          .insertInto('rolling_drains')
          .values({ id: run.id, created_at: run.created_at, ended_at: null, run_json: runJson(run) }),
      )
      for (const [position, step] of run.steps.entries()) {
        this.#store.run(
          db.insertInto('rolling_drain_steps').values({
            ...{ run_id: run.id, position, node_id: step.node_id },
            ...{ is_open: step.ended_at === null ? 1 : 0, step_json: JSON.stringify(step) },
          }),
        )
      }
      const kept = db
        .selectFrom('rolling_drains')
        .select('id')
        .where('ended_at', 'is not', null)
        .orderBy('number', 'desc')
        .limit(ENDED_RUNS_KEPT)
      this.#store.run(db.deleteFrom('rolling_drains').where('ended_at', 'is not', null).where('id', 'not in', kept))
    })
  }

  /** Writes what is another than it was. */
  change(before: StoredRun, run: StoredRun): void {
    const { db } = this.#store
    this.#store.transaction(() => {
      this.#store.run(
        db
          .updateTable('rolling_drains')
          .set({ run_json: runJson(run), ended_at: run.ended_at })
          .where('id', '=', run.id),
      )
      for (const [position, step] of run.steps.entries()) {
        if (step === before.steps[position]) continue
        this.#store.run(
          db
            .updateTable('rolling_drain_steps')
            .set({ is_open: step.ended_at === null ? 1 : 0, step_json: JSON.stringify(step) })
            .where('run_id', '=', run.id)
            .where('position', '=', position),
        )
      }
    })
  }
}

function runJson({ steps: _, ...run }: StoredRun): string {
  return JSON.stringify(run)
}
