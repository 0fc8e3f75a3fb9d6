import type { z } from 'zod'
import type { endStreamSchema } from '#contract/keep-out.ts'

/** What becomes of a publisher that is disconnected. */
export type AfterEnd = 'none' | 'address' | 'key' | 'revoke'

/** The body that ends a stream so. @param time for how long it is kept out, where it is */
export function endRequest(after: AfterEnd, time: string): z.input<typeof endStreamSchema> {
  if (after === 'none') return {}
  return after === 'revoke' ? { revoke_key: true } : { keep_out: { by: after, for: time } }
}
