import type { Migration } from './migration.ts'

/** Which host keys boxes are known by over SSH. */
export const hostKeys: Migration = {
  version: 15,
  name: 'host-keys',
  up(sql) {
    sql.exec(`
      CREATE TABLE host_keys (
        host TEXT NOT NULL,
        port INTEGER NOT NULL,
        algorithm TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        node_id TEXT,
        confirmed_at TEXT NOT NULL,
        confirmed_by TEXT NOT NULL,
        PRIMARY KEY (host, port, algorithm)
      ) STRICT;
      CREATE INDEX host_keys_by_node ON host_keys (node_id) WHERE node_id IS NOT NULL;
    `)
  },
}
