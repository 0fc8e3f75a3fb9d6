import type { Migration } from './migration.ts'

/** Settings that were chosen and carry a secret, sealed by the data key. */
export const sealedSettings: Migration = {
  version: 21,
  name: 'sealed-settings',
  up(sql) {
    sql.exec('CREATE TABLE sealed_settings (key TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT')
  },
}
