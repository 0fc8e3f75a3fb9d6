import type { Migration } from './migration.ts'

/** From where, and under which names, an enrollment token may be used; null: from anywhere, under any. */
export const tokenBounds: Migration = {
  version: 7,
  name: 'token-bounds',
  up(sql) {
    sql.exec(`
      ALTER TABLE enrollment_tokens ADD COLUMN networks_json TEXT;
      ALTER TABLE enrollment_tokens ADD COLUMN node_names TEXT;
    `)
  },
}
