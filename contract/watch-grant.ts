import { z } from 'zod'
import type { StreamPath } from './ids.ts'
import { timestampSchema } from './ids.ts'

/** Bytes of the HMAC of a grant that are written: 128 bits. */
export const GRANT_MAC_BYTES = 16

/** Whose watch it is; `ip` is the bound of the signed address that it began with, null where that had none. */
export interface Watch {
  readonly path: StreamPath
  readonly session: string
  readonly ip: string | null
}

/**
 * What HMAC-SHA256 of a grant is made of, with the key that the origin tells all nodes.
 * @param until Unix time in seconds, in base 36, as it stands in the grant
 */
export function watchText({ path, session, ip }: Watch, until: string): string {
  return `watch:${path}:${session}:${until}${ip === null ? '' : `:${ip}`}`
}

/** What lets somebody who is signed in at the origin begin to watch one stream, whatever its access policy wants of viewers. */
export const watchPassSchema = z.object({
  /** What stands behind the question mark, in any address of the stream on any node. */
  query: z.string(),
  /** Nobody begins with it from then on; who has begun goes on. */
  expires_at: timestampSchema,
})
export type WatchPass = z.infer<typeof watchPassSchema>
