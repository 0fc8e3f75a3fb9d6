import type { Migration } from './migration.ts'

/** Enrollment tokens by which one node that is known gets another key or credential. */
export const tokensForANode: Migration = {
  version: 14,
  name: 'tokens-for-a-node',
  up(sql) {
    sql.exec('ALTER TABLE enrollment_tokens ADD COLUMN node_id TEXT;')
  },
}
