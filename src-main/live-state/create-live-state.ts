import type { Logger } from 'pino'
import { findProgram } from './find-program.ts'
import type { LiveState } from './live-state.ts'
import { ManagedRedis } from './managed-redis.ts'
import { MemoryHome } from './memory-home.ts'
import { RedisHome } from './redis-home.ts'
import { TableLiveState } from './table-live-state.ts'

/** How live state is to be kept. */
export interface LiveStateOptions {
  /** `auto` runs a redis-server if one is installed, `memory` needs none, else a redis:// or rediss:// URL. */
  readonly mode: string
  /** A managed server has its files in `redis/` of it. */
  readonly data_dir: string
  /** What every key in Redis starts with. */
  readonly prefix: string
  readonly log: Logger
  readonly signal: AbortSignal
}

/**
 * Opens the live state. Never fails because Redis does: where none can be run it is kept in memory, and where an external
 * one is away it begins degraded; `status()` says so. Rejects only when `signal` aborts.
 */
export async function createLiveState({ mode, data_dir, prefix, log, signal }: LiveStateOptions): Promise<LiveState> {
  signal.throwIfAborted()
  if (mode === 'memory')
    return inMemory('Live state is kept in memory, as configured; it is not kept over a restart.', log)
  if (mode !== 'auto') {
    const address = { at: { url: mode }, shown: shownUrl(mode) }
    const home = await RedisHome.connect({ kind: 'redis_external', address, prefix, log }, signal)
    return new TableLiveState({ home, log })
  }
  const program = findRedisServer()
  if (program === null) {
    const detail = 'No redis-server is installed, so live state is kept in memory; it is not kept over a restart.'
    return inMemory(detail, log)
  }
  let redis: ManagedRedis
  try {
    redis = await ManagedRedis.start({ program, data_dir, log }, signal)
  } catch (error) {
    signal.throwIfAborted()
    log.warn({ event: 'live_state.redis_unusable', err: error }, 'the installed redis-server cannot be used')
    return inMemory(`Live state is kept in memory: ${(error as Error).message}`, log)
  }
  try {
    const { socket_path, password } = redis
    const home = await RedisHome.connect(
      {
        kind: 'redis_managed',
        address: { at: { socket_path, password }, shown: socket_path },
        prefix,
        log,
        onReachable: (up) => redis.reachable(up),
        onStopped: () => redis.stop(),
      },
      signal,
    )
    return new TableLiveState({ home, log })
  } catch (error) {
    await redis.stop()
    throw error
  }
}

function inMemory(detail: string, log: Logger): LiveState {
  return new TableLiveState({ home: new MemoryHome(detail), log })
}

function findRedisServer(): string | null {
  // A managed server listens on a Unix socket only.
  return process.platform === 'win32' ? null : findProgram('redis-server')
}

/** The address without user and password. */
function shownUrl(url: string): string {
  if (!URL.canParse(url)) return 'the configured address'
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}
