import type { Migration } from './migration.ts'

/** Members that joined over contract/streamhub-cluster.ts: where they are, and how often they beat. */
export const joinedMembers: Migration = {
  version: 5,
  name: 'joined-members',
  up(sql) {
    sql.exec('ALTER TABLE nodes ADD COLUMN joined_json TEXT;')
  },
}
