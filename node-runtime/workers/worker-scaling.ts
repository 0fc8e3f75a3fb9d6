/** What one thread carries. */
export interface ThreadLoad {
  /** Viewers whose connection is on this thread. */
  readonly viewers: number
  readonly connections: number
  /** Share of the time in which its event loop was busy, 0 to 1. */
  readonly busy: number
}

/** One thread is enough below both of these. */
export const VIEWERS_A_THREAD = 1_000
export const BUSY_THREAD = 0.7
/** A load must last for so long, and the last worker have been there for so long, before another one starts, in ms. */
const OVERLOADED_FOR_MS = 3_000
const SETTLED_AFTER_MS = 15_000
/** A worker without a connection for so long is let go, in ms. */
const IDLE_FOR_MS = 5 * 60_000

/** What scaling remembers from one look to the next, in ms of one clock. */
export interface ScalingState {
  readonly overloaded_since: number | null
  readonly started_at: number
  /** Since when the newest worker has had no connection. */
  readonly idle_since: number | null
}

export const SCALING_BEGIN: ScalingState = {
  overloaded_since: null,
  started_at: Number.NEGATIVE_INFINITY,
  idle_since: null,
}

/** `start`: one worker more. `let_go`: the newest one is not needed. */
export type ScalingStep = 'start' | 'let_go' | null

/**
 * Whether there shall be a worker more or less. Connections stay where they are, so the first worker starts by the load of the main thread,
 * and every further one by what the threads carry on average.
 * @param workers the newest last
 * @param most workers there may be
 */
export function scale(
  state: ScalingState,
  main: ThreadLoad,
  workers: readonly ThreadLoad[],
  most: number,
  now: number,
): { readonly state: ScalingState; readonly step: ScalingStep } {
  const threads = [main, ...workers]
  const mean = (of: (thread: ThreadLoad) => number) =>
    threads.reduce((sum, thread) => sum + of(thread), 0) / threads.length
  const overloaded = mean(({ viewers }) => viewers) >= VIEWERS_A_THREAD || mean(({ busy }) => busy) >= BUSY_THREAD
  const overloaded_since = overloaded ? (state.overloaded_since ?? now) : null
  const idle = workers.at(-1)?.connections === 0 && !overloaded
  const idle_since = idle ? (state.idle_since ?? now) : null
  const next = { ...state, overloaded_since, idle_since }
  const lasted = overloaded_since !== null && now - overloaded_since >= OVERLOADED_FOR_MS
  if (lasted && workers.length < most && now - state.started_at >= SETTLED_AFTER_MS) {
    return { state: { overloaded_since: null, started_at: now, idle_since: null }, step: 'start' }
  }
  if (idle_since !== null && now - idle_since >= IDLE_FOR_MS) {
    return { state: { ...next, idle_since: null }, step: 'let_go' }
  }
  return { state: next, step: null }
}
