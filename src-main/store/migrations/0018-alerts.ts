import type { Migration } from './migration.ts'

/** Alerts as they were said (contract/alert.ts), by which channels people hear of them, and how that went. */
export const alerts: Migration = {
  version: 18,
  name: 'alerts',
  up(sql) {
    sql.exec(`
      CREATE TABLE alerts (
        id TEXT PRIMARY KEY,
        raised_at TEXT NOT NULL,
        cleared_at TEXT,
        alert_json TEXT NOT NULL
      ) STRICT;
      CREATE INDEX alerts_by_time ON alerts (raised_at);

      CREATE TABLE alert_channels (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        enabled INTEGER NOT NULL,
        least_severity TEXT NOT NULL,
        url TEXT,
        smtp_json TEXT,
        -- The password of e-mail, the key that a webhook is signed with.
        sealed_secret BLOB,
        created_at TEXT NOT NULL
      ) STRICT;

      CREATE TABLE alert_deliveries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        channel_id TEXT NOT NULL,
        at TEXT NOT NULL,
        what TEXT NOT NULL,
        about TEXT NOT NULL,
        outcome TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        detail TEXT NOT NULL
      ) STRICT;
      CREATE INDEX alert_deliveries_by_channel ON alert_deliveries (channel_id, id);
    `)
  },
}
