import type { Database } from 'better-sqlite3'

/** Who keeps what they proved themselves with: by the ids of their sessions and API keys. */
export interface KeptProofs {
  readonly session_ids: readonly string[]
  readonly api_key_ids: readonly string[]
}

/** What is revoked by a time, and what people call it. Of what is listed no more it is not known by whom it was ended; it stays so. */
const REVOKED = {
  api_keys: ['API key', 'API keys'],
  enrollment_tokens: ['enrollment token', 'enrollment tokens'],
  stream_keys: ['stream key', 'stream keys'],
  cluster_tokens: ['cluster token', 'cluster tokens'],
} as const

/** What is revoked by being deleted. */
const DELETED = {
  signing_keys: ['signing key', 'signing keys'],
  wall_links: ['wall link', 'wall links'],
  operators: ['operator', 'operators'],
} as const

/** How operators prove who they are: as it is today, as an older password or passkey may be one that somebody got hold of. */
const PROOFS = ['passkeys', 'recovery_codes', 'known_devices', 'sign_in_links'] as const
const PASSWORD = ['password_hash', 'password_set_at', 'totp_sealed', 'totp_since', 'totp_last_step'] as const

/** What is known of boxes, and what runs do and did there; parents first. */
const BOXES = [
  ...['host_keys', 'node_logins', 'provisioning_runs'],
  ...['provisioning_steps', 'provisioning_log', 'provisioning_notes'],
] as const

/**
 * What a restored database takes over from the one that it replaces, both of this program's form: nothing that was ended since the backup is
 * good again. Sessions end, but the kept ones; keys, tokens, operators and nodes that were revoked or removed stay so; operators have the lesser of
 * their two roles, and prove themselves as they do today; authorities, and what is known of boxes, are today's.
 * @param is_damaged what is not there may be there and not be found: only what it says of itself counts
 * @returns what was in the backup and stays ended, in words: `2 stream keys`
 */
export function carryOver(
  restored: Database,
  before: string,
  kept: KeptProofs,
  { is_damaged = false }: { readonly is_damaged?: boolean } = {},
): string[] {
  restored.prepare('ATTACH DATABASE ? AS before').run(before)
  try {
    return restored.transaction(() => {
      restored.exec('DELETE FROM main.operator_sessions')
      if (!isSameInstallation(restored)) return []
      copyRows(restored, 'operator_sessions', kept.session_ids)
      copyRows(restored, 'api_keys', kept.api_key_ids)
      // Nothing counts as removed there.
      const unknown = is_damaged ? '1' : unknownTo(restored)
      endReplaced(restored)
      const ended = [
        ...Object.entries(REVOKED).map(([table, words]) => counted(endRevoked(restored, table, unknown), words)),
        ...Object.entries(DELETED).map(([table, words]) => counted(deleteRemoved(restored, table, unknown), words)),
        counted(endNodes(restored), ['node', 'nodes']),
      ]
      restored.exec(
        `UPDATE main.enrollment_tokens SET usage_count = b.usage_count FROM before.enrollment_tokens AS b
           WHERE b.id = main.enrollment_tokens.id AND b.usage_count > main.enrollment_tokens.usage_count`,
      )
      keepOperators(restored)
      keepAuthorities(restored)
      // What is missing of a damaged one is not known to be ended.
      if (!is_damaged) keepBoxes(restored)
      return ended.filter((words) => words !== null)
    })()
  } finally {
    restored.exec('DETACH DATABASE before')
  }
}

/**
 * SQL that says of a row whether the replaced database never knew of it: it was itself put back to an older state, and the row was made
 * between that state and then. What it never knew it has not ended.
 */
function unknownTo(restored: Database): string {
  const restores = restored
    .prepare(
      `SELECT at, data_json FROM before.activity WHERE type IN ('store.restored', 'store.recovered', 'origin.imported')`,
    )
    .all() as { at: string; data_json: string | null }[]
  const spans = restores.map(({ at, data_json }) => {
    const { knows_until } = JSON.parse(data_json ?? '{}') as { knows_until?: string | null }
    return `(created_at > ${quoted(knows_until ?? '')} AND created_at < ${quoted(at)})`
  })
  return spans.length === 0 ? '0' : spans.join(' OR ')
}

/** Those that were replaced since are good for as long as the overlap was to last. */
function endReplaced(restored: Database): void {
  for (const table of ['stream_keys', 'cluster_tokens']) {
    restored.exec(
      `UPDATE main.${table} SET expires_at = b.expires_at FROM before.${table} AS b
         WHERE b.id = main.${table}.id AND b.expires_at IS NOT NULL
           AND (main.${table}.expires_at IS NULL OR main.${table}.expires_at > b.expires_at)`,
    )
  }
  restored.exec(
    `UPDATE main.stream_keys SET replaced_by = b.replaced_by FROM before.stream_keys AS b
       WHERE b.id = main.stream_keys.id AND b.replaced_by IS NOT NULL`,
  )
}

/** @returns how many of those that were good in the backup */
function endRevoked(restored: Database, table: string, unknown: string): number {
  const now = quoted(new Date().toISOString())
  const marked = restored
    .prepare(
      `UPDATE main.${table} SET revoked_at = b.revoked_at FROM before.${table} AS b
         WHERE b.id = main.${table}.id AND b.revoked_at IS NOT NULL AND main.${table}.revoked_at IS NULL`,
    )
    .run().changes
  const removed = restored
    .prepare(
      `UPDATE main.${table} SET revoked_at = ${now} WHERE revoked_at IS NULL
         AND id NOT IN (SELECT id FROM before.${table}) AND NOT (${unknown})`,
    )
    .run().changes
  // Who came in by it is ended wherever it is still heard of, as when it was revoked.
  if (table === 'stream_keys') restored.exec('UPDATE main.stream_keys SET is_cut = 1 WHERE revoked_at IS NOT NULL')
  return marked + removed
}

function deleteRemoved(restored: Database, table: string, unknown: string): number {
  const gone = `id NOT IN (SELECT id FROM before.${table}) AND NOT (${unknown})`
  return restored.prepare(`DELETE FROM main.${table} WHERE ${gone}`).run().changes
}

function endNodes(restored: Database): number {
  return restored
    .prepare(
      `UPDATE main.nodes SET registration = b.registration FROM before.nodes AS b
         WHERE b.id = main.nodes.id AND b.registration <> 'registered' AND main.nodes.registration = 'registered'`,
    )
    .run().changes
}

/** A backup of another machine may have been laid beside this database: what is here says nothing of what is there. */
function isSameInstallation(restored: Database): boolean {
  const shared = ['operators', 'authorities'].map(
    (table) => `EXISTS (SELECT 1 FROM main.${table} JOIN before.${table} USING (id))`,
  )
  return (
    restored
      .prepare(`SELECT ${shared.join(' OR ')}`)
      .pluck()
      .get() === 1
  )
}

function keepOperators(restored: Database): void {
  const rank = (table: string) => `CASE ${table}.role WHEN 'owner' THEN 3 WHEN 'operator' THEN 2 ELSE 1 END`
  const both = 'SELECT id FROM before.operators WHERE id IN (SELECT id FROM main.operators)'
  restored.exec(
    `UPDATE main.operators SET role = b.role FROM before.operators AS b
       WHERE b.id = main.operators.id AND ${rank('b')} < ${rank('operators')}`,
  )
  const set = PASSWORD.map((column) => `${column} = b.${column}`).join(', ')
  restored.exec(`UPDATE main.operators SET ${set} FROM before.operators AS b WHERE b.id = main.operators.id`)
  for (const table of PROOFS) {
    const columns = columnsOf(restored, table).join(', ')
    restored.exec(`DELETE FROM main.${table} WHERE operator_id IN (${both})`)
    restored.exec(
      `INSERT OR REPLACE INTO main.${table} (${columns}) SELECT ${columns} FROM before.${table} WHERE operator_id IN (${both})`,
    )
  }
}

/** Nodes know today's authorities, and one that was dropped is not to be trusted again. */
function keepAuthorities(restored: Database): void {
  const columns = columnsOf(restored, 'authorities')
  const set = columns.filter((column) => column !== 'id').map((column) => `${column} = excluded.${column}`)
  if ((restored.prepare('SELECT count(*) FROM before.authorities').pluck().get() as number) === 0) return
  restored.exec("UPDATE main.authorities SET state = 'trusted' WHERE state = 'signing'")
  restored.exec(
    `INSERT INTO main.authorities (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM before.authorities WHERE true
       ON CONFLICT (id) DO UPDATE SET ${set.join(', ')}`,
  )
}

/** Boxes are as they are today: what was done there was done, a run that was ended does not go on, and a login that was forgotten stays so. */
function keepBoxes(restored: Database): void {
  for (const table of BOXES) {
    const columns = columnsOf(restored, table).join(', ')
    restored.exec(
      `DELETE FROM main.${table}; INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM before.${table}`,
    )
  }
}

/** Rows by their ids, as far as their operators are there. */
function copyRows(restored: Database, table: 'operator_sessions' | 'api_keys', ids: readonly string[]): void {
  const columns = columnsOf(restored, table).join(', ')
  const copy = restored.prepare(
    `INSERT OR REPLACE INTO main.${table} (${columns}) SELECT ${columns} FROM before.${table}
       WHERE id = ? AND operator_id IN (SELECT id FROM main.operators)`,
  )
  for (const id of ids) copy.run(id)
}

const columnsOf = (sql: Database, table: string) =>
  sql.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[]

const counted = (count: number, [one, many]: readonly [string, string]) =>
  count === 0 ? null : `${count} ${count === 1 ? one : many}`

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
