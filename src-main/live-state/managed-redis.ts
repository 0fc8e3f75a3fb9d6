import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import type { Logger } from 'pino'
import { dropSocket, prepareRedisFolder, type RedisFolder, readLastLogLines, writeRedisConfig } from './redis-folder.ts'
import { RedisGuard } from './redis-guard.ts'
import { pidOfAnswering, runsRedis, waitForAnswer } from './redis-probe.ts'

/** Time a server gets to answer after it was started, and to end after it was asked to, in ms. */
const START_TIMEOUT_MS = 5_000
const STOP_TIMEOUT_MS = 2_000
/** Time between two looks whether a server that an earlier run started still runs, in ms. */
const ADOPTED_POLL_MS = 500
/** Time between two looks whether a server has ended, in ms. */
const ENDED_POLL_MS = 30
/** Pause before a server that ended is started again: doubling from the first to the last, in ms. */
const RESTART_MIN_MS = 100
const RESTART_MAX_MS = 10_000
/** A server that ran for so long has earned the shortest pause again, in ms. */
const STEADY_AFTER_MS = 60_000
/** A server that runs but does not answer for so long is killed and started again, in ms. */
const HUNG_AFTER_MS = 10_000

/** How a managed server is started. */
export interface ManagedRedisOptions {
  /** Path of redis-server. */
  readonly program: string
  readonly data_dir: string
  readonly log: Logger
}

/**
 * A redis-server of the origin's own: on a Unix socket only, with a password only its files know, keeping nothing on disk.
 * It outlives a kill of the origin for a while, so that the next start finds it, with all that was in it; if no start
 * comes, its guard ends it.
 */
export class ManagedRedis {
  readonly #options: ManagedRedisOptions
  readonly #folder: RedisFolder
  #guard: RedisGuard | null = null
  #pid = 0
  #watch: NodeJS.Timeout | null = null
  #hung: NodeJS.Timeout | null = null
  #restart: NodeJS.Timeout | null = null
  #restart_pause_ms = RESTART_MIN_MS
  #started_at = 0
  #answers = true
  #starting: Promise<void> = Promise.resolve()
  #stopping = new AbortController()

  private constructor(options: ManagedRedisOptions, folder: RedisFolder) {
    this.#options = options
    this.#folder = folder
  }

  /**
   * Takes over the server that an earlier run left, or starts one; resolves when it answers.
   * @throws {Error} where it cannot be started, with what it said
   */
  static async start(options: ManagedRedisOptions, signal: AbortSignal): Promise<ManagedRedis> {
    const folder = prepareRedisFolder(options.data_dir)
    const redis = new ManagedRedis(options, folder)
    const left = await pidOfAnswering(folder, signal)
    if (left === null) {
      await redis.#endUnanswering()
      await redis.#spawn(signal)
    } else {
      options.log.info({ event: 'live_state.redis_adopted', pid: left }, 'took over the redis-server of an earlier run')
      redis.#watchAdopted(left)
    }
    return redis
  }

  get socket_path(): string {
    return this.#folder.socket_path
  }

  get password(): string {
    return this.#folder.password
  }

  get pid(): number {
    return this.#pid
  }

  /** To be told whether the server answers: one that hangs is replaced. */
  reachable(up: boolean): void {
    this.#answers = up
    if (this.#hung !== null) clearTimeout(this.#hung)
    this.#hung = null
    if (up || this.#stopping.signal.aborted) return
    this.#hung = setTimeout(() => {
      if (!runsRedis(this.#pid, this.#folder)) return
      this.#options.log.warn({ event: 'live_state.redis_hung', pid: this.#pid }, 'redis-server hangs; replacing it')
      killIfThere(this.#pid, 'SIGKILL')
    }, HUNG_AFTER_MS)
    this.#hung.unref()
  }

  /** Ends the server and its guard. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopping'))
    for (const timer of [this.#watch, this.#hung, this.#restart]) if (timer !== null) clearTimeout(timer)
    // One that is just being started may answer before its start is known to be over.
    await this.#starting
    await this.#end(this.#pid)
    this.#guard?.stop()
    dropSocket(this.#folder)
  }

  async #spawn(signal: AbortSignal): Promise<void> {
    const { program, log } = this.#options
    writeRedisConfig(this.#folder)
    // In a group of its own: an interrupt typed at the terminal ends the origin, which then ends this one in order.
    const child = spawn(program, [this.#folder.config_path], {
      cwd: this.#folder.path,
      detached: true,
      stdio: 'ignore',
      env: { PATH: process.env.PATH, LANG: 'C' },
    })
    const { promise: ended, resolve } = Promise.withResolvers<string>()
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, by) => resolve(by === null ? `it ended with code ${code}` : `it was ended by ${by}`))
    const failed = await Promise.race([
      ended,
      waitForAnswer(
        this.#folder,
        AbortSignal.any([signal, this.#stopping.signal, AbortSignal.timeout(START_TIMEOUT_MS)]),
      ).then(
        () => null,
        () => 'it does not answer',
      ),
    ])
    if (failed !== null) {
      if (child.pid !== undefined) killIfThere(child.pid, 'SIGKILL')
      signal.throwIfAborted()
      const said = readLastLogLines(this.#folder)
      throw new Error(`${program} cannot be used: ${failed}${said === '' ? '' : ` (${said})`}`)
    }
    this.#watchChild(child, ended)
    log.info({ event: 'live_state.redis_started', pid: this.#pid }, 'started a redis-server')
  }

  #watchChild(child: ChildProcess, ended: Promise<string>): void {
    child.unref()
    this.#began(child.pid ?? 0)
    void ended.then((how) => this.#ended(how))
  }

  #watchAdopted(pid: number): void {
    this.#began(pid)
    this.#watch = setInterval(() => {
      if (this.#answers ? isThere(pid) : runsRedis(pid, this.#folder)) return
      if (this.#watch !== null) clearInterval(this.#watch)
      this.#ended('it is gone')
    }, ADOPTED_POLL_MS)
    this.#watch.unref()
  }

  #began(pid: number): void {
    this.#pid = pid
    this.#started_at = performance.now()
    this.#guard?.stop()
    this.#guard = new RedisGuard(pid, this.#folder, this.#options.log)
  }

  #ended(how: string): void {
    this.#guard?.stop()
    this.#guard = null
    if (this.#stopping.signal.aborted) return
    if (performance.now() - this.#started_at > STEADY_AFTER_MS) this.#restart_pause_ms = RESTART_MIN_MS
    this.#restartLater(how)
  }

  #restartLater(how: string): void {
    const pause_ms = this.#restart_pause_ms
    this.#restart_pause_ms = Math.min(pause_ms * 2, RESTART_MAX_MS)
    this.#options.log.warn({ event: 'live_state.redis_ended', how, pause_ms }, 'redis-server ended; starting it again')
    this.#restart = setTimeout(() => {
      this.#starting = this.#spawn(this.#stopping.signal).catch((error: Error) => {
        if (!this.#stopping.signal.aborted) this.#restartLater(error.message)
      })
    }, pause_ms)
    this.#restart.unref()
  }

  /** A server of an earlier run that runs but does not answer: it would hold the socket's place. */
  async #endUnanswering(): Promise<void> {
    const pid = this.#folder.readPid()
    if (pid !== null && runsRedis(pid, this.#folder)) killIfThere(pid, 'SIGKILL')
    rmSync(this.#folder.socket_path, { force: true })
  }

  async #end(pid: number): Promise<void> {
    if (!runsRedis(pid, this.#folder)) return
    killIfThere(pid, 'SIGTERM')
    const until = performance.now() + STOP_TIMEOUT_MS
    while (isThere(pid) && runsRedis(pid, this.#folder)) {
      const over_ms = performance.now() - until
      if (over_ms > 0) killIfThere(pid, 'SIGKILL')
      // The kernel holds it; nothing more can be done.
      if (over_ms > STOP_TIMEOUT_MS) return
      await new Promise<void>((resolve) => setTimeout(resolve, ENDED_POLL_MS))
    }
  }
}

/** Whether the process has a number still; one that ended may have it for long where nobody collects the dead. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function killIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
