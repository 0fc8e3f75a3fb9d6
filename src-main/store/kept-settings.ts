import type { z } from 'zod'
import type { Store } from './store.ts'

/** Small things that the origin itself keeps by name, as JSON: what operators chose while it ran, what was dismissed. */
export class KeptSettings {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Null where nothing is kept by this name, or what an older version kept is no longer understood. */
  get<Schema extends z.ZodType>(key: string, schema: Schema): z.infer<Schema> | null {
    const { db } = this.#store
    const row = this.#store.first(db.selectFrom('settings').select('value_json').where('key', '=', key))
    if (row === undefined) return null
    const parsed = schema.safeParse(JSON.parse(row.value_json))
    return parsed.success ? parsed.data : null
  }

  /** On disk when it returns. @throws {StoreError} disk_full, disk_failed */
  set(key: string, value: unknown): void {
    const row = { key, value_json: JSON.stringify(value) }
    const { db } = this.#store
    this.#store.run(
      db
        .insertInto('settings')
        .values(row)
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value_json: row.value_json })),
    )
  }

  /** As {@link set}, all of them or none. @throws {StoreError} disk_full, disk_failed */
  setAll(entries: Iterable<readonly [key: string, value: unknown]>): void {
    this.#store.transaction(() => {
      for (const [key, value] of entries) this.set(key, value)
    })
  }
}
