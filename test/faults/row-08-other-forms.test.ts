import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { runHeadwater } from '../harness/headwater-command.ts'
import { OriginProgram, originArguments } from '../harness/origin-program.ts'
import { tempDir } from '../harness/temp-dir.ts'

/** A data directory that an origin used and left in order. */
async function usedDataDir(folder: string): Promise<{ data_dir: string; database: string }> {
  const data_dir = join(folder, 'origin')
  await using origin = await OriginProgram.start({ data_dir, settings: { own_node: false, backup_interval: '0s' } })
  await origin.api.createEnrollmentToken({ name: 'kept' })
  await origin.program.endBy('SIGTERM')
  return { data_dir, database: join(data_dir, 'origin.db') }
}

/** Changes a database beside every program; it is one file by itself afterwards. */
function change(database: string, work: (sql: SqliteDatabase.Database) => void): Buffer {
  const sql = new SqliteDatabase(database)
  work(sql)
  sql.pragma('wal_checkpoint(TRUNCATE)')
  sql.close()
  return readFileSync(database)
}

const start = (data_dir: string) => runHeadwater(originArguments(data_dir), { deadline_ms: 30_000 })

test('row 8: a database of a newer program is refused, and a migration that fails half way undone: old data is untouched', async () => {
  await using folder = await tempDir()
  const { data_dir, database } = await usedDataDir(folder.path)
  const newest = formOf(database)

  const newer = change(database, (sql) => sql.pragma(`user_version = ${newest + 1}`))
  const refused = await start(data_dir)
  expect(refused.code).toBe(1)
  expect(refused.errors).toContain(
    `was written by a newer Headwater (form ${newest + 1}; this program knows up to ${newest})`,
  )
  expect(refused.errors).toContain('Start the newer Headwater again')
  expect(readFileSync(database)).toEqual(newer)

  // Of the two tables of form 8 the second is there already: its migration fails after it has made the first.
  change(database, (sql) => {
    sql.exec('PRAGMA foreign_keys = OFF; DROP TABLE authorities')
    sql.pragma('user_version = 7')
  })
  const failed = await start(data_dir)
  expect(failed.code).toBe(1)
  expect(failed.errors).toMatch(/Migration \d+ \([a-z-]+\) of the database .* failed: .*What it did was undone\./)
  const [copy] = readdirSync(data_dir).filter((name) => name.startsWith('origin.db.before-v8-'))
  expect(failed.errors).toContain(`with the copy ${join(data_dir, copy ?? 'none')} in the file's place`)
  const of_copy = new SqliteDatabase(join(data_dir, copy ?? ''), { readonly: true })
  expect(of_copy.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(of_copy.pragma('user_version', { simple: true })).toBe(7)
  expect(of_copy.prepare('SELECT name FROM enrollment_tokens').pluck().all()).toContain('kept')
  of_copy.close()
  const sql = new SqliteDatabase(database, { readonly: true })
  expect(sql.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(sql.prepare('SELECT name FROM enrollment_tokens').pluck().all()).toContain('kept')
  expect(sql.pragma('user_version', { simple: true })).toBe(7)
  expect(sql.prepare("SELECT name FROM sqlite_schema WHERE name = 'authorities'").all()).toEqual([])
  sql.close()
}, 90_000)

function formOf(database: string): number {
  const sql = new SqliteDatabase(database, { readonly: true })
  try {
    return sql.pragma('user_version', { simple: true }) as number
  } finally {
    sql.close()
  }
}
