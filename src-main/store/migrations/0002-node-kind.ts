import type { Migration } from './migration.ts'

/** Members that run another program than ours (contract/cluster-api.ts). */
export const nodeKind: Migration = {
  version: 2,
  name: 'node-kind',
  up(sql) {
    sql.exec(`
      ALTER TABLE nodes ADD COLUMN kind TEXT NOT NULL DEFAULT 'headwater' CHECK (kind IN ('headwater', 'foreign'));
    `)
  },
}
