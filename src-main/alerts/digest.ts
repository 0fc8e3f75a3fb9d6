/** So many are said one by one within a window, in ms; what comes beyond is gathered. */
export const DIGEST_AFTER = 5
export const DIGEST_WINDOW_MS = 10 * 60_000
/** How long is gathered until it is said together, in ms. */
export const GATHER_MS = 2 * 60_000

/** What is to be done with what just came, and with what waits. */
export interface Digest<Notice> {
  /** When those that were said one by one were, in ms. */
  readonly said_ms: readonly number[]
  readonly gathered: readonly Notice[]
  readonly gathered_since_ms: number | null
}

export const emptyDigest: Digest<never> = { said_ms: [], gathered: [], gathered_since_ms: null }

/** Whether one more is said by itself, or gathered: nobody reads fifty messages of one broken switch. Pure. */
export function offered<Notice>(
  { said_ms, gathered, gathered_since_ms }: Digest<Notice>,
  notice: Notice,
  now_ms: number,
): { readonly digest: Digest<Notice>; readonly alone: boolean } {
  const recent = said_ms.filter((at) => now_ms - at < DIGEST_WINDOW_MS)
  const alone = gathered.length === 0 && recent.length < DIGEST_AFTER
  const digest = alone
    ? { said_ms: [...recent, now_ms], gathered, gathered_since_ms }
    : { said_ms: recent, gathered: [...gathered, notice], gathered_since_ms: gathered_since_ms ?? now_ms }
  return { digest, alone }
}

/** What was gathered, once it is time to say it together; empty before. Pure. */
export function due<Notice>(
  digest: Digest<Notice>,
  now_ms: number,
): { readonly digest: Digest<Notice>; readonly together: readonly Notice[] } {
  const { gathered, gathered_since_ms, said_ms } = digest
  if (gathered_since_ms === null || now_ms - gathered_since_ms < GATHER_MS) return { digest, together: [] }
  return { digest: { said_ms: [...said_ms, now_ms], gathered: [], gathered_since_ms: null }, together: gathered }
}
