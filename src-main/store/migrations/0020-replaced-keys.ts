import type { Migration } from './migration.ts'

/** Which stream key took another's place. */
export const replacedKeys: Migration = {
  version: 20,
  name: 'replaced-keys',
  up(sql) {
    sql.exec('ALTER TABLE stream_keys ADD COLUMN replaced_by TEXT')
  },
}
