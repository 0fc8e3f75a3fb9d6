import type { Migration } from './migration.ts'

/** Who may publish and watch (contract/access-policy.ts, contract/stream-key.ts). */
export const access: Migration = {
  version: 10,
  name: 'access',
  up(sql) {
    sql.exec(`
      CREATE TABLE access_policies (
        id TEXT PRIMARY KEY,
        pattern TEXT NOT NULL UNIQUE,
        rules_json TEXT NOT NULL,
        revision INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL
      ) STRICT;
      CREATE TABLE stream_keys (
        id TEXT PRIMARY KEY,
        prefix TEXT NOT NULL,
        key_hash TEXT NOT NULL UNIQUE,
        pattern TEXT NOT NULL,
        label TEXT,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL,
        expires_at TEXT,
        revoked_at TEXT,
        is_cut INTEGER NOT NULL DEFAULT 0,
        last_used_json TEXT
      ) STRICT;
    `)
  },
}
