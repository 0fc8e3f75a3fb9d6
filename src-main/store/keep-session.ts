import type { Database } from 'better-sqlite3'

/** Whoever sits there: their session, and the name of who they are. */
interface Sitting {
  readonly session_id: string | null
  readonly operator_name: string
}

/**
 * A database that comes from another machine ends all its sessions, and takes over that of whoever brought it: as the owner of the same name, else
 * the first owner. Whoever has the bundle and its passphrase has all that is in it.
 * @param before the file of the database that knows the session
 */
export function keepSession(brought: Database, before: string, { session_id, operator_name }: Sitting): void {
  brought.prepare('ATTACH DATABASE ? AS before').run(before)
  try {
    brought.transaction(() => {
      brought.exec('DELETE FROM main.operator_sessions')
      const owner = brought
        .prepare("SELECT id FROM main.operators WHERE role = 'owner' ORDER BY name <> ?, created_at LIMIT 1")
        .pluck()
        .get(operator_name) as string | undefined
      if (session_id === null || owner === undefined) return
      const columns = (
        brought.prepare("SELECT name FROM pragma_table_info('operator_sessions')").pluck().all() as string[]
      ).filter((name) => name !== 'operator_id' && name !== 'wall_link_id')
      const names = columns.join(', ')
      brought
        .prepare(
          `INSERT INTO main.operator_sessions (operator_id, ${names}) SELECT ?, ${names} FROM before.operator_sessions WHERE id = ?`,
        )
        .run(owner, session_id)
    })()
  } finally {
    brought.exec('DETACH DATABASE before')
  }
}
