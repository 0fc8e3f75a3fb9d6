import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { HeldLease } from './held-lease.ts'
import type { Lease } from './live-state.ts'

/** How long the counter of a lease nobody takes is kept, in ms. */
const FENCING_TTL_MS = 30 * 86_400_000

/**
 * KEYS: lease, counter; ARGV: holder, ttl_ms, counter's ttl_ms. The number given out grows even if Redis lost the counter,
 * since it is never behind Redis's own clock in ms.
 */
const TAKE = `
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return false end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local fencing = math.max(tonumber(redis.call('GET', KEYS[2]) or '0') + 1, now)
redis.call('SET', KEYS[2], string.format('%.0f', fencing), 'PX', ARGV[3])
return string.format('%.0f', fencing)`

/** KEYS: lease; ARGV: holder, ttl_ms. A lease that Redis lost altogether is the holder's again, if nobody took it since. */
const RENEW = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`

/** KEYS: lease; ARGV: holder. */
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`

/** Takes a lease if it is free, else null; rejects where Redis does not answer. */
export async function takeRedisLease(
  client: Redis,
  { prefix, name, ttl_ms, clock }: { prefix: string; name: string; ttl_ms: number; clock: () => number },
): Promise<Lease | null> {
  // The underscore keeps these keys apart from every collection's.
  const key = `${prefix}:_lease:${name}`
  const holder = randomUUID()
  const taken_at = clock()
  const fencing = await client.eval(TAKE, 2, key, `${prefix}:_fencing:${name}`, holder, ttl_ms, FENCING_TTL_MS)
  if (typeof fencing !== 'string') return null
  return new HeldLease({
    name,
    fencing: Number(fencing),
    ttl_ms,
    taken_at,
    clock,
    renew: async () => (await client.eval(RENEW, 1, key, holder, ttl_ms)) === 1,
    release: async () => {
      // Where Redis is out of reach the lease runs out by itself.
      await client.eval(RELEASE, 1, key, holder).catch(() => undefined)
    },
  })
}
