import { say } from '#contract/sentence.ts'
import { StepError } from './run-error.ts'

/** How long something that was told to stop may take to do so before it is left alone, in ms. */
const GRACE_MS = 5_000

/**
 * Runs one half of a step with a deadline. What does not heed its signal is left behind after a moment; its end is nobody's business then.
 * @param deadline_ms null: none
 * @throws {StepError} step_timed_out; the signal's reason where it was aborted; else what the work throws
 */
export async function runHalf<Result>(
  what: string,
  deadline_ms: number | null,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted()
  const late = new AbortController()
  const ended = AbortSignal.any([signal, late.signal])
  const timers: NodeJS.Timeout[] = []
  if (deadline_ms !== null) timers.push(setTimeout(() => late.abort(new Error('the deadline passed')), deadline_ms))
  const left_alone = new Promise<never>((_, reject) => {
    ended.addEventListener('abort', () => timers.push(setTimeout(() => reject(ended.reason), GRACE_MS)), { once: true })
  })
  try {
    return await Promise.race([work(ended), left_alone])
  } catch (error) {
    signal.throwIfAborted()
    if (!late.signal.aborted) throw error
    throw timedOut(what, deadline_ms ?? 0, error)
  } finally {
    for (const timer of timers) clearTimeout(timer)
  }
}

function timedOut(what: string, deadline_ms: number, cause: unknown): StepError {
  const hint = say`The box or its network may be very slow. Resume the run: it goes on with this step.`
  return new StepError('step_timed_out', say`${what} was not over within ${inWords(deadline_ms)}.`, hint, {}, { cause })
}

function inWords(ms: number): string {
  return ms < 120_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`
}
