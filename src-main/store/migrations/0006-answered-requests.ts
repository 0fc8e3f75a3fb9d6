import type { Migration } from './migration.ts'

/** Answers to requests that carried an Idempotency-Key, sealed by that key. */
export const answeredRequests: Migration = {
  version: 6,
  name: 'answered-requests',
  up(sql) {
    sql.exec(`
      CREATE TABLE answered_requests (
        id TEXT PRIMARY KEY,
        request_hash TEXT NOT NULL,
        sealed_answer BLOB NOT NULL,
        bytes INTEGER NOT NULL,
        answered_at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX answered_requests_by_age ON answered_requests (answered_at, bytes);
    `)
  },
}
