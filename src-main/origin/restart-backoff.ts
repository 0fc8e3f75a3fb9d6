const FIRST_MS = 500
const LONGEST_MS = 30_000

/** A process that ran this long had recovered: the next failure counts as the first. */
export const RECOVERED_AFTER_MS = 60_000

/**
 * How long to wait before the next start: half a second, doubling up to half a minute.
 * @param failures in a row, the one that just happened included
 */
export function restartDelay(failures: number): number {
  return Math.min(FIRST_MS * 2 ** Math.max(0, Math.min(failures, 30) - 1), LONGEST_MS)
}
