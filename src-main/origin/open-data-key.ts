import type { Database } from 'better-sqlite3'
import type { Logger } from 'pino'
import { blobHeads } from '../store/blobs.ts'
import { DataKey, keyIdOf, SEALED_HEAD_BYTES, SEALED_START } from '../trust/data-key.ts'
import { type DataKeyRing, readRing, ringFor, ringText } from '../trust/data-key-ring.ts'
import type { DataKeySource } from './data-key-source.ts'

/**
 * The key of a data directory; made, and kept, where there is none and nothing is sealed yet.
 * @throws {DataKeyError} with what to do
 */
export async function openDataKey(source: DataKeySource, sql: Database, log: Logger): Promise<DataKey> {
  const { ring, is_new } = ringFor(await readKeys(source), keysNeeded(sql), source.where, new Date())
  // Kept before the first value is sealed by it.
  if (is_new) await source.keep(ringText(ring))
  const key = new DataKey(ring)
  if (is_new) log.info({ event: 'data_key.made', id: key.id, where: source.where }, 'a data key was made')
  return key
}

/** The keys that a source holds; null: none. @throws {DataKeyError} */
export async function readKeys(source: DataKeySource): Promise<DataKeyRing | null> {
  const text = await source.read()
  return text === null ? null : readRing(text, source.where)
}

/** Ids of the keys that sealed what a database holds. */
export function keysNeeded(sql: Database): string[] {
  return blobHeads(sql, SEALED_START, SEALED_HEAD_BYTES).map(keyIdOf)
}
