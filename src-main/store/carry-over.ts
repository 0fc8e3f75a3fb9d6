import type { Database } from 'better-sqlite3'

/** Who keeps what they proved themselves with: by the ids of their sessions and API keys. */
export interface KeptProofs {
  readonly session_ids: readonly string[]
  readonly api_key_ids: readonly string[]
}

/**
 * What a restored database takes over from the one that it replaces, both of this program's form: nothing that was ended since the backup is
 * good again. Sessions end, but the kept ones; API keys, enrollment tokens and nodes that were revoked or removed stay so.
 */
export function carryOver(restored: Database, before: string, kept: KeptProofs): void {
  restored.prepare('ATTACH DATABASE ? AS before').run(before)
  try {
    restored.transaction(() => {
      restored.exec('DELETE FROM main.operator_sessions')
      copyRows(restored, 'operator_sessions', kept.session_ids)
      copyRows(restored, 'api_keys', kept.api_key_ids)
      for (const table of ['api_keys', 'enrollment_tokens']) {
        restored.exec(
          `UPDATE main.${table} SET revoked_at = b.revoked_at FROM before.${table} AS b
             WHERE b.id = main.${table}.id AND b.revoked_at IS NOT NULL AND main.${table}.revoked_at IS NULL`,
        )
      }
      restored.exec(
        `UPDATE main.nodes SET registration = b.registration FROM before.nodes AS b
           WHERE b.id = main.nodes.id AND b.registration <> 'registered'`,
      )
    })()
  } finally {
    restored.exec('DETACH DATABASE before')
  }
}

/** Rows by their ids, as far as their operators are there. */
function copyRows(restored: Database, table: 'operator_sessions' | 'api_keys', ids: readonly string[]): void {
  const columns = restored.prepare(`SELECT name FROM pragma_table_info('${table}')`).pluck().all().join(', ')
  const copy = restored.prepare(
    `INSERT OR REPLACE INTO main.${table} (${columns}) SELECT ${columns} FROM before.${table}
       WHERE id = ? AND operator_id IN (SELECT id FROM main.operators)`,
  )
  for (const id of ids) copy.run(id)
}
