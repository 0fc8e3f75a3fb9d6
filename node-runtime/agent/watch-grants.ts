import { createHmac, timingSafeEqual } from 'node:crypto'
import type { StreamPath } from '#contract/ids.ts'
import { GRANT_MAC_BYTES, type Watch, watchText } from '#contract/watch-grant.ts'
import { isWithin } from './signed-address.ts'

/** A watch may outlive what it began with for so long without asking for anything, in ms. */
const GRANT_MS = 12 * 3_600_000
const GRANT = /^([0-9a-z]{1,9})\.([A-Za-z0-9_-]{22})$/

/**
 * What a viewer of HLS goes on with once it was let in, as it stands in the query of every address that a playlist of a guarded stream gives out.
 * It holds for this stream and this session on every node, and outlives the signature or the word that the viewer was let in by.
 */
export function makeGrant(key: string, watch: Watch, now_ms: number): string {
  const until = Math.ceil((now_ms + GRANT_MS) / 1_000).toString(36)
  const grant = `${until}.${macOf(key, watch, until).toString('base64url')}`
  return new URLSearchParams({ grant, ...(watch.ip === null ? {} : { ip: watch.ip }) }).toString()
}

/** Whether the query of an address holds a grant for this stream. @returns until when, in ms; null: it holds none that is good */
export function grantedUntil(
  key: string,
  { path, address, query }: { readonly path: StreamPath; readonly address: string; readonly query: string },
  now_ms: number,
): number | null {
  const asked = new URLSearchParams(query)
  const [session, ip] = [asked.get('session'), asked.get('ip')]
  const [, until, mac] = GRANT.exec(asked.get('grant') ?? '') ?? []
  if (session === null || until === undefined || mac === undefined) return null
  const given = Buffer.from(mac, 'base64url')
  const made = macOf(key, { path, session, ip }, until)
  if (given.length !== GRANT_MAC_BYTES || !timingSafeEqual(given, made)) return null
  const until_ms = Number.parseInt(until, 36) * 1_000
  return until_ms > now_ms && (ip === null || isWithin(address, ip)) ? until_ms : null
}

/** Whether a grant of that time has little of it left, so that another is given out. */
export function isWorn(made_at_ms: number, now_ms: number): boolean {
  return now_ms - made_at_ms > GRANT_MS / 2
}

function macOf(key: string, watch: Watch, until: string): Buffer {
  return createHmac('sha256', key).update(watchText(watch, until)).digest().subarray(0, GRANT_MAC_BYTES)
}
