import { randomUUID } from 'node:crypto'
import type { Migration } from './migration.ts'

/** Operators with passwords, second factors and passkeys; sessions and keys that can be told apart; links for screens on walls. */
export const operators: Migration = {
  version: 9,
  name: 'operators',
  up(sql) {
    sql.exec(`
      ALTER TABLE operators ADD COLUMN name_key TEXT;
      ALTER TABLE operators ADD COLUMN invited_by TEXT;
      ALTER TABLE operators ADD COLUMN last_signed_in_at TEXT;
      ALTER TABLE operators ADD COLUMN password_hash TEXT;
      ALTER TABLE operators ADD COLUMN password_set_at TEXT;
      ALTER TABLE operators ADD COLUMN totp_sealed BLOB;
      ALTER TABLE operators ADD COLUMN totp_since TEXT;
      ALTER TABLE operators ADD COLUMN totp_last_step INTEGER;
      UPDATE operators SET name_key = lower(name);
      CREATE UNIQUE INDEX operators_name_key ON operators (name_key);

      CREATE TABLE recovery_codes (
        operator_id TEXT NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
        code_hash TEXT NOT NULL,
        PRIMARY KEY (operator_id, code_hash)
      ) STRICT;

      CREATE TABLE passkeys (
        id TEXT PRIMARY KEY,
        operator_id TEXT NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
        rp_id TEXT NOT NULL,
        name TEXT NOT NULL,
        public_key BLOB NOT NULL,
        counter INTEGER NOT NULL,
        transports_json TEXT NOT NULL,
        created_at TEXT NOT NULL,
        last_used_at TEXT
      ) STRICT;
      CREATE INDEX passkeys_operator ON passkeys (operator_id);

      CREATE TABLE known_devices (
        token_hash TEXT PRIMARY KEY,
        operator_id TEXT NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
        created_at TEXT NOT NULL,
        last_used_at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX known_devices_operator ON known_devices (operator_id);

      CREATE TABLE wall_links (
        id TEXT PRIMARY KEY,
        token_hash TEXT NOT NULL UNIQUE,
        operator_id TEXT NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        last_used_at TEXT
      ) STRICT;

      ALTER TABLE operator_sessions ADD COLUMN id TEXT NOT NULL DEFAULT '';
      ALTER TABLE operator_sessions ADD COLUMN address TEXT;
      ALTER TABLE operator_sessions ADD COLUMN signed_in_by TEXT NOT NULL DEFAULT 'link';
      ALTER TABLE operator_sessions ADD COLUMN proven_at TEXT;
      ALTER TABLE operator_sessions ADD COLUMN wall_link_id TEXT REFERENCES wall_links (id) ON DELETE CASCADE;

      ALTER TABLE api_keys ADD COLUMN scopes_json TEXT;
      ALTER TABLE api_keys ADD COLUMN last_used_at TEXT;
    `)
    const sessions = sql.prepare('SELECT token_hash FROM operator_sessions').all() as { token_hash: string }[]
    const name = sql.prepare('UPDATE operator_sessions SET id = ? WHERE token_hash = ?')
    for (const { token_hash } of sessions) name.run(randomUUID(), token_hash)
    sql.exec('CREATE UNIQUE INDEX operator_sessions_id ON operator_sessions (id)')
  },
}
