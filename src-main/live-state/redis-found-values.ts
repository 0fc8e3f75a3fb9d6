import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { MirroredValue } from './live-table.ts'

/** Values taken over from an earlier run at most. */
const MAX_VALUES = 200_000
/** Keys looked through in one round trip. */
const SCAN_COUNT = 1_000

/** What an earlier run left, by collection and key. */
export type FoundValues = Map<string, Map<string, MirroredValue>>

/** Reads every value under the prefix. What is not JSON, or has no time to live, is not ours and left out. */
export async function loadFoundValues(
  client: Redis,
  { prefix, log }: { readonly prefix: string; readonly log: Logger },
  signal: AbortSignal,
): Promise<FoundValues> {
  const found: FoundValues = new Map()
  const match = `${globEscape(prefix)}:*`
  let cursor = '0'
  let count = 0
  do {
    signal.throwIfAborted()
    const [next, redis_keys] = await client.scan(cursor, 'MATCH', match, 'COUNT', SCAN_COUNT)
    cursor = next
    for (const { collection, key, held } of await readValues(client, prefix, redis_keys)) {
      const values = found.get(collection) ?? new Map<string, MirroredValue>()
      found.set(collection, values)
      // SCAN may name a key twice.
      if (!values.has(key)) count += 1
      values.set(key, held)
    }
    if (count >= MAX_VALUES) {
      log.warn({ event: 'live_state.too_many_values', taken: count }, 'took over only a part of what Redis holds')
      return found
    }
  } while (cursor !== '0')
  return found
}

async function readValues(client: Redis, prefix: string, redis_keys: readonly string[]) {
  const ours = redis_keys.flatMap((redis_key) => {
    const [, collection, key] = /^([a-z][a-z-]*):(.*)$/s.exec(redis_key.slice(prefix.length + 1)) ?? []
    return collection === undefined || key === undefined ? [] : [{ redis_key, collection, key }]
  })
  const reads = client.pipeline()
  for (const { redis_key } of ours) reads.get(redis_key).pttl(redis_key)
  const answers = (await reads.exec()) ?? []
  return ours.flatMap(({ collection, key }, index) => {
    const text = answers[index * 2]?.[1]
    const ttl_left_ms = answers[index * 2 + 1]?.[1]
    if (typeof text !== 'string' || typeof ttl_left_ms !== 'number' || ttl_left_ms <= 0) return []
    const value = parseJson(text)
    return value === undefined ? [] : [{ collection, key, held: { value, ttl_left_ms } }]
  })
}

function globEscape(text: string): string {
  return text.replaceAll(/[\\*?[\]^-]/g, '\\$&')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not written by us; the caller leaves it alone.
    return undefined
  }
}
