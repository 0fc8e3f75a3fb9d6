import type { Store } from '../../store/store.ts'
import type { Sealing } from './run-rows.ts'
import type { NotedFacts, RunNotes } from './step.ts'

/** The notes of one run, in the table `provisioning_notes`. */
export class StoredNotes implements RunNotes {
  readonly #store: Store
  readonly #sealing: Sealing
  readonly #run_id: string
  readonly #onSecret: (secret: string) => void

  /** @param onSecret told of each sealed note that is read or written, so that it gets into no log */
  constructor(store: Store, sealing: Sealing, run_id: string, onSecret: (secret: string) => void) {
    this.#store = store
    this.#sealing = sealing
    this.#run_id = run_id
    this.#onSecret = onSecret
  }

  get<Key extends keyof NotedFacts>(key: Key): NotedFacts[Key] | undefined {
    const value_json = this.#row(key)?.value_json
    if (value_json === null || value_json === undefined) return undefined
    return JSON.parse(value_json) as NotedFacts[Key]
  }

  set<Key extends keyof NotedFacts>(key: Key, value: NotedFacts[Key]): void {
    this.#write(key, { value_json: JSON.stringify(value), sealed_value: null })
  }

  seal(key: string, secret: string): void {
    this.#onSecret(secret)
    const sealed_value = this.#sealing.seal(this.#purpose(key), Buffer.from(secret))
    this.#write(sealedName(key), { value_json: null, sealed_value })
  }

  unseal(key: string): string | undefined {
    const sealed = this.#row(sealedName(key))?.sealed_value
    if (sealed === null || sealed === undefined) return undefined
    const secret = this.#sealing.open(this.#purpose(key), sealed).toString('utf8')
    this.#onSecret(secret)
    return secret
  }

  #row(name: string) {
    const { db } = this.#store
    return this.#store.first(
      db
        .selectFrom('provisioning_notes')
        .select(['value_json', 'sealed_value'])
        .where('run_id', '=', this.#run_id)
        .where('name', '=', name),
    )
  }

  #write(name: string, value: { readonly value_json: string | null; readonly sealed_value: Buffer | null }): void {
    const { db } = this.#store
    this.#store.run(
      db
        .insertInto('provisioning_notes')
        .values({ run_id: this.#run_id, name, ...value })
        .onConflict((conflict) => conflict.columns(['run_id', 'name']).doUpdateSet(value)),
    )
  }

  #purpose(key: string): string {
    return `provisioning:note:${this.#run_id}:${key}`
  }
}

/** A note and a secret may have the same name. */
const sealedName = (key: string) => `sealed:${key}`
