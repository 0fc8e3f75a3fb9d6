import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { DataKey, KEY_BYTES, type KeptKey, keyId } from './data-key.ts'
import { DataKeyError } from './data-key-error.ts'

/** The keys of an origin: the one that seals, and after it those that only open what was sealed before a rotation. */
export type DataKeyRing = readonly [KeptKey, ...KeptKey[]]

/** A prefix that scanners for secrets know a key by, and the key. */
const keyText = z.string().regex(/^datakey_[A-Za-z0-9_-]{43}$/)
const ringSchema = z.object({
  headwater_data_key: z.literal(1),
  keys: z
    .array(z.object({ id: z.string(), key: keyText, made_at: z.string() }))
    .min(1)
    .max(100),
})

/** A ring of one fresh key, with those of `older` after it. */
export function newRing(now: Date, older: readonly KeptKey[] = []): DataKeyRing {
  return [{ key: randomBytes(KEY_BYTES), made_at: now.toISOString() }, ...older]
}

/** A ring that seals as the first one does, and opens what either sealed. */
export function joinedRing(ours: DataKeyRing, theirs: DataKeyRing): DataKeyRing {
  const known = new Set(ours.map(({ key }) => keyId(key)))
  return [...ours, ...theirs.filter(({ key }) => !known.has(keyId(key)))]
}

/** As it is kept: JSON, to be read by people who restore one. */
export function ringText(ring: DataKeyRing): string {
  const keys = ring.map(({ key, made_at }) => ({
    id: keyId(key),
    key: `datakey_${key.toString('base64url')}`,
    made_at,
  }))
  return `${JSON.stringify({ headwater_data_key: 1, keys }, null, 2)}\n`
}

/** @throws {DataKeyError} data_key_unreadable, which names `where` and nothing of the text */
export function readRing(text: string, where: string): DataKeyRing {
  const parsed = ringSchema.safeParse(asJson(text))
  const kept = parsed.data?.keys ?? []
  const bytesOf = (key: string) => Buffer.from(key.slice('datakey_'.length), 'base64url')
  const [first, ...others] = kept.map(({ key, made_at }) => ({ key: bytesOf(key), made_at }))
  if (first === undefined || kept.some(({ id, key }) => keyId(bytesOf(key)) !== id)) {
    throw new DataKeyError(
      'data_key_unreadable',
      `${where} is not a data key, or was damaged.`,
      'Put the right one in its place: it is in the data directory that the database came from, or in a bundle that `headwater origin export` made there.',
    )
  }
  return [first, ...others]
}

/**
 * Decides with which keys a database is used: those that are there, or a fresh one where there is none and nothing is sealed yet.
 * @param needed ids of the keys that sealed what the database holds
 * @throws {DataKeyError} data_key_missing, data_key_wrong
 */
export function ringFor(
  found: DataKeyRing | null,
  needed: readonly string[],
  where: string,
  now: Date,
): { readonly ring: DataKeyRing; readonly is_new: boolean } {
  if (found === null) {
    if (needed.length === 0) return { ring: newRing(now), is_new: true }
    throw new DataKeyError(
      'data_key_missing',
      `The data key ${where} is missing, and secrets in the database are sealed by it (${needed.join(', ')}).`,
      'Put it back: it is in the data directory that the database came from, or in a bundle that `headwater origin export` made there.',
    )
  }
  const key = new DataKey(found)
  const lacking = needed.filter((id) => !key.has(id))
  if (lacking.length > 0) throw DataKeyError.wrong(lacking, key.id)
  return { ring: found, is_new: false }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
