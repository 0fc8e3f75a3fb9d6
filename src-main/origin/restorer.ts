import path from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import type { Backup } from '#contract/backup.ts'
import { carryOver, type KeptProofs } from '../store/carry-over.ts'
import { damageOfCopy } from '../store/check-copy.ts'
import { restoreDatabase } from '../store/recover.ts'
import { StoreError } from '../store/store-error.ts'
import type { DataKey } from '../trust/data-key.ts'
import type { Principal } from '../trust/principal.ts'
import { keysNeeded } from './open-data-key.ts'
import type { OneRestart } from './restart.ts'
import { restoredActivity, restoreFailedActivity } from './restore-activity.ts'

export interface RestorerOptions {
  readonly file: string
  readonly sql: Database
  readonly data_key: DataKey
  readonly backups: { list(): readonly Backup[]; pathOf(name: string): string | undefined }
  /** API keys that go on being good, besides the one that asks. */
  readonly kept_api_keys: () => readonly string[]
  readonly restart: OneRestart
}

/** Puts a backup in the place of the database while the origin runs: it ends in order, and starts again on it. */
export class Restorer {
  readonly #options: RestorerOptions

  constructor(options: RestorerOptions) {
    this.#options = options
  }

  /**
   * Checks the backup, and has the origin restart with it. Who asks stays signed in.
   * @throws {StoreError} backup_not_found, backup_not_confirmed, database_damaged, backup_of_other_key, restore_under_way
   */
  async begin(name: string, confirm: string, by: Principal): Promise<Backup> {
    const { backups, file, sql, restart } = this.#options
    const from = backups.pathOf(name)
    const backup = backups.list().find((one) => one.name === name)
    if (from === undefined || backup === undefined) {
      throw refusal('backup_not_found', file, `There is no backup ${name}.`, 'GET /api/v1/backups lists them.')
    }
    if (confirm !== name) {
      const hint = `Send its name, ${name}, as confirm. What came after it is gone from the database then.`
      throw refusal('backup_not_confirmed', from, 'The name of the backup was not confirmed.', hint)
    }
    restart.claim(from)
    try {
      const damage = await damageOfCopy(from)
      if (damage !== null) {
        throw refusal(
          'database_damaged',
          from,
          `The backup ${name} is damaged: ${damage}.`,
          'Choose another one. Nothing was changed.',
        )
      }
      this.#refuseOtherKey(from)
    } catch (error) {
      restart.release()
      throw error
    }
    const kept = { session_ids: by.session_id === null ? [] : [by.session_id], api_key_ids: this.#keptKeys(sql, by) }
    restart.begin(() => replace(file, from, kept, by.actor))
    return backup
  }

  #refuseOtherKey(from: string): void {
    const sql = new SqliteDatabase(from, { readonly: true })
    try {
      const lacking = keysNeeded(sql).filter((id) => !this.#options.data_key.has(id))
      if (lacking.length === 0) return
      throw refusal(
        'backup_of_other_key',
        from,
        `Secrets in the backup ${path.basename(from)} are sealed by the data key ${lacking.join(', ')}, which is not here.`,
        'Add that key to data.key, or choose a backup that was made since.',
      )
    } finally {
      sql.close()
    }
  }

  #keptKeys(sql: Database, by: Principal): string[] {
    const [, prefix] = /^api_key:(.+)$/.exec(by.actor) ?? []
    const own = sql.prepare('SELECT id FROM api_keys WHERE prefix = ? AND operator_id = ?').pluck()
    const of_caller = prefix === undefined ? [] : (own.all(prefix, by.operator_id) as string[])
    return [...this.#options.kept_api_keys(), ...of_caller]
  }
}

/** What happens between the end and the start. What it did, as it is told in the activity log of the origin that starts. */
function replace(file: string, from: string, kept: KeptProofs, actor: string) {
  try {
    const restored = restoreDatabase(file, from, (trial) => carryOver(trial, file, kept))
    return restoredActivity(from, restored, actor)
  } catch (error) {
    // All is as it was, and goes on so.
    return restoreFailedActivity(from, error as Error, actor)
  }
}

function refusal(code: StoreError['code'], file: string, message: string, hint: string): StoreError {
  return new StoreError(message, { code, file, hint })
}
