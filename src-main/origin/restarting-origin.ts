import type { OriginConfig } from '#contract/config.ts'
import type { NewActivity } from '../store/activity-log.ts'
import { DataDirLock } from './data-dir-lock.ts'
import type { Restart } from './restart.ts'
import { RunKeys } from './run-keys.ts'
import { type Origin, type OriginSurroundings, startOrigin } from './start-origin.ts'

/** One whose process stays when it starts again. */
export interface RestartingOrigin extends Origin {
  /** Calls it after each start but the first; where it listens may have changed. */
  onRestarted(listener: () => void): void
}

/**
 * Starts an origin that can be restarted in place: its process stays, its node and all others go on meanwhile.
 * @throws as {@link startOrigin}
 */
export async function startRestartingOrigin(
  config: OriginConfig,
  surroundings: Omit<OriginSurroundings, 'restart' | 'first_entry' | 'run_keys'>,
  signal: AbortSignal,
): Promise<RestartingOrigin> {
  let current: Origin
  const listeners: (() => void)[] = []
  let restarting: Promise<void> = Promise.resolve()
  let stopping = false
  const run_keys = new RunKeys()
  const start = (first_entry: NewActivity | null, start_signal: AbortSignal) =>
    startOrigin(config, { ...surroundings, restart, first_entry, run_keys }, start_signal)
  const restartNow = async (between: () => NewActivity) => {
    const { log } = surroundings
    log.warn({ event: 'origin.restarting' }, 'the origin restarts in place; nodes and streams go on meanwhile')
    await current.leave()
    let entry: NewActivity
    {
      using _lock = DataDirLock.take(config.data_dir)
      entry = between()
    }
    log.warn({ event: entry.type, ...entry.data }, entry.message)
    // Whoever stops the origin meanwhile waits for it: only one that has started can end its node in order.
    current = await start(entry, new AbortController().signal)
    for (const listener of listeners) listener()
  }
  const restart: Restart = (between) => {
    if (stopping) return
    // What fails here is for the program's handler of the unforeseen: it ends, and whoever keeps it running starts it again.
    restarting = restartNow(between)
  }
  current = await start(null, signal)
  return {
    get url() {
      return current.url
    },
    get join_url() {
      return current.join_url
    },
    get reachable_from_outside() {
      return current.reachable_from_outside
    },
    get node() {
      return current.node
    },
    get live_state() {
      return current.live_state
    },
    data_dir: current.data_dir,
    createSignInUrl: () => current.createSignInUrl(),
    ready: () => current.ready(),
    stop: async () => {
      stopping = true
      await restarting.catch(() => undefined)
      await current.stop()
    },
    leave: () => current.leave(),
    kill: () => current.kill(),
    onRestarted: (listener) => void listeners.push(listener),
  }
}
