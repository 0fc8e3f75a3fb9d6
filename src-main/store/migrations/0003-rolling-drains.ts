import type { Migration } from './migration.ts'

/** Runs of a drain over several nodes (contract/rolling-drain.ts). */
export const rollingDrains: Migration = {
  version: 3,
  name: 'rolling-drains',
  up(sql) {
    sql.exec(`
      CREATE TABLE rolling_drains (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        created_at TEXT NOT NULL,
        ended_at TEXT,
        run_json TEXT NOT NULL
      ) STRICT;

      CREATE TABLE rolling_drain_steps (
        run_id TEXT NOT NULL REFERENCES rolling_drains (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        node_id TEXT NOT NULL,
        is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
        step_json TEXT NOT NULL,
        PRIMARY KEY (run_id, position)
      ) STRICT;
      -- A node is in one run at a time.
      CREATE UNIQUE INDEX rolling_drain_steps_open ON rolling_drain_steps (node_id) WHERE is_open = 1;
    `)
  },
}
