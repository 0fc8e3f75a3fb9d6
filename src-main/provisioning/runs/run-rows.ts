import type { SshTarget } from '#contract/provisioning.ts'
import type { Store } from '../../store/store.ts'
import { isFinal, type StoredRun, type StoredStep } from './stored-run.ts'

/** Runs that are kept; the oldest that are over go first. */
export const RUNS_KEPT = 200

/** What secrets at rest lie under (trust/data-key.ts). */
export interface Sealing {
  seal(purpose: string, plaintext: Buffer): Buffer
  open(purpose: string, sealed: Uint8Array): Buffer
}

/** The tables `provisioning_runs` and `provisioning_steps`. */
export class RunRows {
  readonly #store: Store
  readonly #sealing: Sealing

  constructor(store: Store, sealing: Sealing) {
    this.#store = store
    this.#sealing = sealing
  }

  /** Every run that is kept, the oldest first. */
  all(): StoredRun[] {
    const { db } = this.#store
    const runs = this.#store.all(db.selectFrom('provisioning_runs').select(['id', 'run_json']).orderBy('number'))
    return runs.map(({ id, run_json }) => ({
      ...(JSON.parse(run_json) as Omit<StoredRun, 'steps'>),
      steps: this.#store
        .all(db.selectFrom('provisioning_steps').select('step_json').where('run_id', '=', id).orderBy('position'))
        .map(({ step_json }) => JSON.parse(step_json) as StoredStep),
    }))
  }

  /** Puts a new run on disk. */
  add(run: StoredRun, target: SshTarget): void {
    const { db } = this.#store
    const { id, state, created_at, ended_at } = run
    this.#store.transaction(() => {
      const row = { id, state, created_at, ended_at, run_json: runJson(run), sealed_target: this.#sealed(id, target) }
      this.#store.run(db.insertInto('provisioning_runs').values(row))
      this.#writeSteps(run, [])
    })
  }

  /** Writes what is another than it was. A run that is over for good keeps no secret. */
  change(before: StoredRun, run: StoredRun): void {
    const { db } = this.#store
    const { id, state, ended_at } = run
    this.#store.transaction(() => {
      const query = db.updateTable('provisioning_runs').set({ state, ended_at, run_json: runJson(run) })
      this.#store.run(query.where('id', '=', id))
      this.#writeSteps(run, before.steps)
      if (isFinal(run)) this.forgetSecrets(id)
    })
  }

  remove(id: string): void {
    this.#store.run(this.#store.db.deleteFrom('provisioning_runs').where('id', '=', id))
  }

  /** How to log in; null: it is not kept any more. */
  target(id: string): SshTarget | null {
    const query = this.#store.db.selectFrom('provisioning_runs').select('sealed_target').where('id', '=', id)
    const sealed = this.#store.first(query)?.sealed_target
    if (sealed === null || sealed === undefined) return null
    return JSON.parse(this.#sealing.open(purposeOf(id), sealed).toString('utf8')) as SshTarget
  }

  setTarget(id: string, target: SshTarget): void {
    const { db } = this.#store
    this.#store.run(
      db
        .updateTable('provisioning_runs')
        .set({ sealed_target: this.#sealed(id, target) })
        .where('id', '=', id),
    )
  }

  /** Takes away how to log in, and what steps kept sealed. */
  forgetSecrets(id: string): void {
    const { db } = this.#store
    this.#store.run(db.updateTable('provisioning_runs').set({ sealed_target: null }).where('id', '=', id))
    this.#store.run(db.deleteFrom('provisioning_notes').where('run_id', '=', id).where('sealed_value', 'is not', null))
  }

  #sealed(id: string, target: SshTarget): Buffer {
    return this.#sealing.seal(purposeOf(id), Buffer.from(JSON.stringify(target)))
  }

  #writeSteps({ id, steps }: StoredRun, before: readonly StoredStep[]): void {
    const { db } = this.#store
    for (const [position, step] of steps.entries()) {
      if (step === before[position]) continue
      const row = { run_id: id, step: step.id, position, step_json: JSON.stringify(step) }
      this.#store.run(
        db
          .insertInto('provisioning_steps')
          .values(row)
          .onConflict((conflict) =>
            conflict.columns(['run_id', 'step']).doUpdateSet({ position, step_json: row.step_json }),
          ),
      )
    }
    const gone = before.filter(({ id: was }) => !steps.some((step) => step.id === was)).map((step) => step.id)
    if (gone.length === 0) return
    this.#store.run(db.deleteFrom('provisioning_steps').where('run_id', '=', id).where('step', 'in', gone))
  }
}

const purposeOf = (id: string) => `provisioning:run:${id}`

function runJson({ steps: _, ...run }: StoredRun): string {
  return JSON.stringify(run)
}
