import type { Migration } from './migration.ts'

/** Runs of provisioning (contract/provisioning-run.ts), what they note and log, and logins that are kept for later ones. */
export const provisioningRuns: Migration = {
  version: 16,
  name: 'provisioning-runs',
  up(sql) {
    sql.exec(`
      CREATE TABLE provisioning_runs (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL,
        created_at TEXT NOT NULL,
        ended_at TEXT,
        run_json TEXT NOT NULL,
        -- How to log in, while the run may need it.
        sealed_target BLOB
      ) STRICT;

      CREATE TABLE provisioning_steps (
        run_id TEXT NOT NULL REFERENCES provisioning_runs (id) ON DELETE CASCADE,
        step TEXT NOT NULL,
        position INTEGER NOT NULL,
        step_json TEXT NOT NULL,
        PRIMARY KEY (run_id, step)
      ) STRICT;

      CREATE TABLE provisioning_log (
        run_id TEXT NOT NULL REFERENCES provisioning_runs (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        step TEXT NOT NULL,
        at TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (run_id, number)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE provisioning_notes (
        run_id TEXT NOT NULL REFERENCES provisioning_runs (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        value_json TEXT,
        sealed_value BLOB,
        PRIMARY KEY (run_id, name)
      ) STRICT;

      CREATE TABLE node_logins (
        node_id TEXT PRIMARY KEY,
        host TEXT NOT NULL,
        port INTEGER NOT NULL,
        user TEXT NOT NULL,
        sealed_target BLOB NOT NULL,
        kept_by TEXT NOT NULL,
        kept_at TEXT NOT NULL,
        last_used_at TEXT
      ) STRICT;
    `)
  },
}
