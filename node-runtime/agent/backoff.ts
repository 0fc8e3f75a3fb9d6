import { setTimeout as sleep } from 'node:timers/promises'

/** Bounds of the pause before another attempt, in ms. */
const FIRST_MS = 500
const LONGEST_MS = 10_000

/**
 * Pause before attempt number `attempt` (0 is the first after a loss and comes at once): a random one below a bound
 * that doubles ("full jitter"), so that a thousand nodes that lost one origin do not come back in step. A node dials twice in any second at the
 * most.
 * @param random in [0, 1)
 */
export function backoffDelay(attempt: number, random: number): number {
  if (attempt <= 0) return 0
  const bound_ms = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 20))
  return Math.round(FIRST_MS + random * (bound_ms - FIRST_MS))
}

/** Waits; resolves false when the signal aborted first. */
export async function pause(delay_ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false
  return await sleep(delay_ms, true, { signal }).catch(() => false)
}
