import type { Migration } from './migration.ts'

/** The installation's certificate authorities, and which node holds a certificate of which. */
export const authorities: Migration = {
  version: 8,
  name: 'authorities',
  up(sql) {
    sql.exec(`
      CREATE TABLE authorities (
        id TEXT PRIMARY KEY,
        key_fingerprint TEXT NOT NULL UNIQUE,
        certificate_pem TEXT NOT NULL,
        cross_certificate_pem TEXT,
        sealed_key BLOB,
        state TEXT NOT NULL CHECK (state IN ('signing', 'trusted', 'dropped')),
        created_at TEXT NOT NULL,
        not_after TEXT NOT NULL,
        replaced_at TEXT,
        dropped_at TEXT
      ) STRICT;
      CREATE UNIQUE INDEX authorities_signing ON authorities (state) WHERE state = 'signing';
      CREATE TABLE node_certificates (
        node_id TEXT PRIMARY KEY,
        authority_id TEXT NOT NULL REFERENCES authorities (id),
        key_fingerprint TEXT NOT NULL,
        serial TEXT NOT NULL,
        issued_at TEXT NOT NULL,
        not_after TEXT NOT NULL,
        shown_at TEXT
      ) STRICT;
      CREATE INDEX node_certificates_of ON node_certificates (authority_id);
    `)
  },
}
