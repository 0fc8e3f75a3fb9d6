import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { damageOf } from './backup-files.ts'

/** What the thread does; text, so that it needs no file of its own beside the program's. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads')
const Database = require(workerData.library)
let sql
let damage = null
try {
  sql = new Database(workerData.file, { readonly: !workerData.stand_alone, fileMustExist: true })
  if (workerData.stand_alone) sql.pragma('journal_mode = DELETE')
  const tables = sql.prepare('SELECT count(*) AS n FROM sqlite_schema').get()
  const found = sql.pragma('integrity_check(5)').map((row) => row.integrity_check)
  if (tables.n === 0) damage = 'it holds nothing'
  else if (found[0] !== 'ok') damage = found.join('; ')
} catch (error) {
  damage = error.message
} finally {
  if (sql) sql.close()
}
parentPort.postMessage({ damage })
`

/**
 * What is wrong with a database that nobody has open; null where it is whole. It reads all of it, in a thread of its own: heartbeats do not
 * wait for it.
 * @param stand_alone takes it out of WAL mode first, so that it is one file by itself and whoever only reads it makes none beside it
 */
export async function damageElsewhere(file: string, stand_alone = false): Promise<string | null> {
  const library = createRequire(import.meta.url).resolve('better-sqlite3')
  const { promise, resolve, reject } = Promise.withResolvers<string | null>()
  const worker = new Worker(PROGRAM, { eval: true, workerData: { library, file, stand_alone } })
  worker.once('message', ({ damage }: { damage: string | null }) => resolve(damage))
  worker.once('error', reject)
  worker.once('exit', (code) => reject(new Error(`the check ended with ${code}`)))
  try {
    return await promise
  } finally {
    await worker.terminate()
  }
}

/** {@link damageElsewhere}; where a thread cannot have the library (some packed programs), it is done here. */
export async function damageOfCopy(file: string): Promise<string | null> {
  return damageElsewhere(file).catch(() => damageOf(file))
}
