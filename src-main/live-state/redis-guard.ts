import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import path from 'node:path'
import type { Logger } from 'pino'
import type { RedisFolder } from './redis-folder.ts'

/** How long a server waits for the next origin after its own was killed, in seconds. */
const GRACE_S = 120

/**
 * Waits until the origin's end of the pipe closes, however the origin ended; gives another origin time to put its own name
 * into the owner file; ends the server if none did. $1: grace in s, $2: owner file, $3: owner, $4: process, $5: socket.
 */
const SCRIPT = `
cat >/dev/null
sleep "$1"
[ "$(cat "$2" 2>/dev/null)" = "$3" ] || exit 0
case "$(ps -o args= -p "$4" 2>/dev/null)" in *"$5"*) kill -TERM "$4";; esac`

const NAME = 'headwater-redis-guard'

/** Sees to it that a redis-server does not run for ever after its origin was killed: a sleeping shell, nothing more. */
export class RedisGuard {
  readonly #shell: ChildProcess

  constructor(pid: number, folder: RedisFolder, log: Logger, grace_s = GRACE_S) {
    endEarlierGuard(folder)
    const owner = randomUUID()
    writeFileSync(folder.owner_path, owner, { mode: 0o600 })
    const values = [String(grace_s), folder.owner_path, owner, String(pid), folder.socket_path]
    this.#shell = spawn('sh', ['-c', SCRIPT, NAME, ...values], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: process.env.PATH, LANG: 'C' },
    })
    this.#shell.on('error', (error) => {
      log.debug({ event: 'live_state.guard_failed', err: error }, 'no shell to guard the redis-server')
    })
    if (this.#shell.pid !== undefined) writeFileSync(guardPath(folder), String(this.#shell.pid), { mode: 0o600 })
    const { stdin } = this.#shell
    stdin?.on('error', () => undefined)
    if (stdin instanceof Socket) stdin.unref()
    this.#shell.unref()
  }

  /** Ends the guard, and leaves the server alone. */
  stop(): void {
    const { pid, exitCode, signalCode } = this.#shell
    if (pid === undefined || exitCode !== null || signalCode !== null) return
    endGroup(pid)
  }
}

/** The guard of an origin that was killed would wait out its time for nothing. */
function endEarlierGuard(folder: RedisFolder): void {
  const file = guardPath(folder)
  const pid = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : 0
  if (!(pid > 1)) return
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8', timeout: 2_000 })
  if (typeof stdout === 'string' && stdout.includes(NAME) && stdout.includes(folder.owner_path)) endGroup(pid)
}

function endGroup(pid: number): void {
  try {
    // The shell, and what it waits in.
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function guardPath(folder: RedisFolder): string {
  return path.join(folder.path, 'guard.pid')
}
