import { z } from 'zod'
import { type SettingText, settingTextSchema } from '#contract/settings.ts'
import { KeptSettings } from '../store/kept-settings.ts'
import type { Store } from '../store/store.ts'
import type { DataKey } from '../trust/data-key.ts'
import { DataKeyError } from '../trust/data-key-error.ts'
import { type ChoosableSetting, isSealed } from './choosable-settings.ts'

const choiceSchema = z.object({ value: settingTextSchema, by: z.string() })
/** What an operator chose for a setting, and who it was. */
export type Choice = z.infer<typeof choiceSchema>

const keyOf = (name: ChoosableSetting) => `chosen:${name}`

/** What operators chose, in the database; a secret lies there sealed by the data key. */
export class KeptChoices {
  readonly #store: Store
  readonly #settings: KeptSettings
  readonly #seal: Pick<DataKey, 'seal' | 'open'>

  constructor(store: Store, seal: Pick<DataKey, 'seal' | 'open'>) {
    this.#store = store
    this.#settings = new KeptSettings(store)
    this.#seal = seal
  }

  /** Null: nothing was chosen, or nothing that this program and key can read. */
  get(name: ChoosableSetting): Choice | null {
    return isSealed(name) ? this.#sealed(name) : this.#settings.get(keyOf(name), choiceSchema)
  }

  /** All of it or nothing; null: as if nobody had chosen. @throws {StoreError} disk_full, disk_failed */
  setAll(choices: Iterable<readonly [ChoosableSetting, SettingText | null]>, by: string): void {
    this.#store.transaction(() => {
      for (const [name, value] of choices) {
        const choice = value === null ? null : { value, by }
        if (isSealed(name)) this.#setSealed(name, choice)
        else this.#settings.set(keyOf(name), choice)
      }
    })
  }

  #sealed(name: ChoosableSetting): Choice | null {
    const { db } = this.#store
    const row = this.#store.first(db.selectFrom('sealed_settings').select('sealed').where('key', '=', keyOf(name)))
    if (row === undefined) return null
    try {
      const parsed = choiceSchema.safeParse(JSON.parse(this.#seal.open(keyOf(name), row.sealed).toString()))
      return parsed.success ? parsed.data : null
    } catch (error) {
      // A choice never keeps the origin from starting.
      if (error instanceof DataKeyError) return null
      throw error
    }
  }

  #setSealed(name: ChoosableSetting, choice: Choice | null): void {
    const { db } = this.#store
    const key = keyOf(name)
    if (choice === null) {
      this.#store.run(db.deleteFrom('sealed_settings').where('key', '=', key))
      return
    }
    const sealed = this.#seal.seal(key, Buffer.from(JSON.stringify(choice)))
    this.#store.run(
      db
        .insertInto('sealed_settings')
        .values({ key, sealed })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ sealed })),
    )
  }
}
