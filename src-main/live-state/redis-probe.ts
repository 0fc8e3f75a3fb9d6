import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import type { RedisFolder } from './redis-folder.ts'

/** Time a server of an earlier run gets to answer, in ms. */
const ANSWER_TIMEOUT_MS = 1_500
const RETRY_MS = 20

/** The process behind the folder's socket, if it answers to the folder's password; else null. */
export async function pidOfAnswering(folder: RedisFolder, signal: AbortSignal): Promise<number | null> {
  signal.throwIfAborted()
  if (!existsSync(folder.socket_path)) return null
  const client = new Redis({
    path: folder.socket_path,
    password: folder.password,
    lazyConnect: true,
    connectTimeout: ANSWER_TIMEOUT_MS,
    commandTimeout: ANSWER_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    disableClientInfo: true,
    retryStrategy: () => null,
  })
  // Without a listener ioredis writes every failure to standard error.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const pid = /^process_id:(\d+)/m.exec(await client.info('server'))?.[1]
    return pid === undefined ? null : Number(pid)
  } catch {
    // Nobody answers, or not to us; either way there is nothing to take over.
    return null
  } finally {
    client.disconnect()
  }
}

/** Resolves when the server answers; rejects when `signal` aborts first. */
export async function waitForAnswer(folder: RedisFolder, signal: AbortSignal): Promise<void> {
  while ((await pidOfAnswering(folder, signal)) === null) await sleep(RETRY_MS, undefined, { signal })
}

/** Whether this process is the folder's server: not one that got its number since, nor one that ended and was not collected. */
export function runsRedis(pid: number, folder: RedisFolder): boolean {
  if (pid <= 1) return false
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8', timeout: 2_000 })
  // Its title shows the socket once it listens, its configuration before.
  return typeof stdout === 'string' && (stdout.includes(folder.socket_path) || stdout.includes(folder.config_path))
}
