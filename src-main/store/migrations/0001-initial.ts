import type { Migration } from './migration.ts'

/** The tables of the first release; tables.ts describes their columns. */
export const initial: Migration = {
  version: 1,
  name: 'initial',
  up(sql) {
    sql.exec(`
      CREATE TABLE settings (
        key TEXT PRIMARY KEY,
        value_json TEXT NOT NULL
      ) STRICT;

      CREATE TABLE nodes (
        id TEXT PRIMARY KEY,
        cluster_id TEXT NOT NULL,
        name TEXT NOT NULL,
        is_origin INTEGER NOT NULL DEFAULT 0 CHECK (is_origin IN (0, 1)),
        region TEXT,
        version TEXT,
        relay_fingerprint TEXT NOT NULL,
        credential_hash TEXT NOT NULL,
        registration TEXT NOT NULL CHECK (registration IN ('pending', 'registered', 'retired', 'evicted')),
        mode_json TEXT NOT NULL,
        endpoints_json TEXT,
        host_json TEXT,
        epoch INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL,
        last_seen_at TEXT
      ) STRICT;
      CREATE UNIQUE INDEX nodes_credential ON nodes (credential_hash);
      -- A name is free again once its node was evicted or retired.
      CREATE UNIQUE INDEX nodes_name ON nodes (cluster_id, name) WHERE registration IN ('pending', 'registered');

      CREATE TABLE enrollment_tokens (
        id TEXT PRIMARY KEY,
        prefix TEXT NOT NULL,
        token_hash TEXT NOT NULL UNIQUE,
        cluster_id TEXT NOT NULL,
        name TEXT,
        usage_limit INTEGER NOT NULL CHECK (usage_limit > 0),
        usage_count INTEGER NOT NULL DEFAULT 0 CHECK (usage_count BETWEEN 0 AND usage_limit),
        created_by TEXT NOT NULL,
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        revoked_at TEXT
      ) STRICT;

      CREATE TABLE operators (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        role TEXT NOT NULL CHECK (role IN ('owner', 'operator', 'viewer')),
        created_at TEXT NOT NULL
      ) STRICT;

      CREATE TABLE sign_in_links (
        token_hash TEXT PRIMARY KEY,
        operator_id TEXT NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL
      ) STRICT;

      CREATE TABLE operator_sessions (
        token_hash TEXT PRIMARY KEY,
        operator_id TEXT NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
        created_at TEXT NOT NULL,
        last_used_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        user_agent TEXT
      ) STRICT;

      CREATE TABLE api_keys (
        id TEXT PRIMARY KEY,
        prefix TEXT NOT NULL,
        key_hash TEXT NOT NULL UNIQUE,
        operator_id TEXT NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        created_at TEXT NOT NULL,
        expires_at TEXT,
        revoked_at TEXT
      ) STRICT;

      CREATE TABLE activity (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        type TEXT NOT NULL,
        severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
        actor TEXT NOT NULL,
        node_id TEXT,
        stream_path TEXT,
        message TEXT NOT NULL,
        data_json TEXT NOT NULL
      ) STRICT;
      CREATE INDEX activity_at ON activity (at);
      CREATE INDEX activity_node ON activity (node_id, id) WHERE node_id IS NOT NULL;
      CREATE INDEX activity_stream ON activity (stream_path, id) WHERE stream_path IS NOT NULL;
    `)
  },
}
