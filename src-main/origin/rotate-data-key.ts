import type { Database } from 'better-sqlite3'
import { replaceBlobs } from '../store/blobs.ts'
import { DataKey, SEALED_START } from '../trust/data-key.ts'
import { newRing, ringFor, ringText } from '../trust/data-key-ring.ts'
import type { DataKeySource } from './data-key-source.ts'
import { keysNeeded, readKeys } from './open-data-key.ts'

/** What a rotation did. */
export interface DataKeyRotation {
  readonly id: string
  /** Values that were sealed anew. */
  readonly sealed_anew: number
  /** Earlier keys that are kept, to open what is in backups. */
  readonly kept: number
}

/**
 * Makes a new data key and seals everything in the database anew by it. Cut off at any moment it leaves keys that open all there is. The
 * earlier keys stay in the ring, as backups lie under them, unless `forget` says otherwise.
 * @param sql the database of an origin that does not run
 * @throws {DataKeyError}
 */
export async function rotateDataKey(
  source: DataKeySource,
  sql: Database,
  now: Date,
  forget: boolean,
): Promise<DataKeyRotation> {
  const { ring: before } = ringFor(await readKeys(source), keysNeeded(sql), source.where, now)
  const ring = newRing(now, before)
  await source.keep(ringText(ring))
  const key = new DataKey(ring)
  const sealed_anew = replaceBlobs(sql, SEALED_START, (value) => key.sealAnew(value))
  if (forget) await source.keep(ringText([ring[0]]))
  return { id: key.id, sealed_anew, kept: forget ? 0 : before.length }
}
