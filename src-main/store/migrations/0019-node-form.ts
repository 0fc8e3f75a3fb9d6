import type { Migration } from './migration.ts'

/** How nodes are installed, as they say. */
export const nodeForm: Migration = {
  version: 19,
  name: 'node-form',
  up(sql) {
    sql.exec('ALTER TABLE nodes ADD COLUMN form TEXT')
  },
}
