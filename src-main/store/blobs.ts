import type { Database } from 'better-sqlite3'

/** Bytes of a value that are read where only its start is asked for. */
const HEAD_BYTES = 16

/** The distinct first `length` (at most 16) bytes of all values of a database that begin with `start`. */
export function blobHeads(sql: Database, start: Buffer, length: number): Buffer[] {
  const found = blobColumns(sql).flatMap(({ table, column }) =>
    sql
      .prepare(
        `SELECT DISTINCT substr(${column}, 1, ${Math.min(length, HEAD_BYTES)}) FROM ${table}
           WHERE typeof(${column}) = 'blob' AND substr(${column}, 1, ${start.length}) = ?`,
      )
      .pluck()
      .all(start),
  )
  return found as Buffer[]
}

/** Replaces each value of a database that begins with `start` by what `changed` says, all or none; how many those were. */
export function replaceBlobs(sql: Database, start: Buffer, changed: (value: Buffer) => Buffer): number {
  return sql
    .transaction(() => {
      let count = 0
      for (const { table, column } of blobColumns(sql)) {
        const rows = sql
          .prepare(
            `SELECT rowid AS id, ${column} AS value FROM ${table}
               WHERE typeof(${column}) = 'blob' AND substr(${column}, 1, ${start.length}) = ?`,
          )
          .safeIntegers()
          .all(start) as { id: bigint; value: Buffer }[]
        const update = sql.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`)
        for (const { id, value } of rows) update.run(changed(value), id)
        count += rows.length
      }
      return count
    })
    .immediate()
}

/** Columns that are declared BLOB, with their tables, quoted. */
function blobColumns(sql: Database): { readonly table: string; readonly column: string }[] {
  const columns = sql
    .prepare(
      `SELECT t.name AS of_table, c.name AS of_column FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
         WHERE t.schema = 'main' AND t.type = 'table' AND NOT t.wr AND upper(c.type) = 'BLOB'`,
    )
    .all() as { of_table: string; of_column: string }[]
  return columns.map(({ of_table, of_column }) => ({ table: quoted(of_table), column: quoted(of_column) }))
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
