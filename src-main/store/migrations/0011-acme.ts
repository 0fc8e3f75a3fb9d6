import type { Migration } from './migration.ts'

/** Accounts at ACME authorities, and the certificates from there, with their keys sealed. */
export const acme: Migration = {
  version: 11,
  name: 'acme',
  up(sql) {
    sql.exec(`
      CREATE TABLE acme_accounts (
        authority TEXT PRIMARY KEY,
        url TEXT,
        sealed_key BLOB NOT NULL
      ) STRICT;
      CREATE TABLE acme_certificates (
        id TEXT PRIMARY KEY,
        wish TEXT NOT NULL,
        chain_pem TEXT,
        sealed_key BLOB,
        failures INTEGER NOT NULL,
        problem TEXT,
        next_try_at TEXT NOT NULL
      ) STRICT;
    `)
  },
}
