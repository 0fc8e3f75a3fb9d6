import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, rmSync, type WriteStream } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { isRunning, signal } from './processes.ts'
import { scanPieces, scanProcess } from './secret-scan.ts'
import { within } from './wait-for.ts'

/** Root of the repository. */
export const repository = join(import.meta.dirname, '../..')

/** Logs and screenshots of the last run; git-ignored. */
export const artifacts = join(repository, 'test/artifacts')

/** How a program ended. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** What {@link Program} takes. */
export interface ProgramOptions {
  /** Short name for log file and errors. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Given on standard input, which is then closed. */
  readonly input?: string
  /** Whether it is told over a channel when this process is killed; only programs of Node hear it. */
  readonly tied?: boolean
}

const SHOWN_ON_FAILURE = 40
const started = new Set<Program>()

/** The last lines of every program that runs or ran in this test, for one that failed. */
export function logsOfPrograms(): string {
  const logs = [...started].map((program) => `--- ${program.name} (${program.log_file})\n${program.tail()}`)
  return logs.join('\n')
}

/** Lets go of the programs that ended; their logs stay only where something failed. */
export function forgetEndedPrograms({ keep_logs }: { readonly keep_logs: boolean }): void {
  for (const program of started) {
    if (program.exit === null) continue
    started.delete(program)
    if (!keep_logs) rmSync(program.log_file, { force: true })
  }
}

/** A child process whose output is kept in a file and which ends with its owner. */
export class Program implements AsyncDisposable {
  readonly name: string
  readonly log_file: string
  readonly exited: Promise<Exit>
  #exit: Exit | null = null
  readonly #child: ChildProcess
  /** A program of ours, in which no secret may be seen from outside. */
  readonly #tied: boolean
  /** What the test itself put into its environment. */
  readonly #given: readonly string[]
  readonly #log: WriteStream
  #output = ''
  #errors = ''

  constructor({ name, command, args, environment = {}, input, tied = false }: ProgramOptions) {
    this.name = name
    this.#tied = tied
    this.#given = Object.values(environment)
    this.log_file = join(artifacts, 'logs', `${testName()}-${name}-${Date.now().toString(36)}-${process.pid}.log`)
    mkdirSync(dirname(this.log_file), { recursive: true })
    this.#log = createWriteStream(this.log_file)
    this.#child = spawn(command, args, {
      cwd: repository,
      env: { ...cleanEnvironment(), ...environment },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...(tied ? (['ipc'] as const) : [])],
    })
    this.#child.stdin?.on('error', () => undefined) // a program may end before it read everything
    this.#child.stdin?.end(input)
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#output = (this.#output + text).slice(-1_000_000)
      this.#log.write(text)
    })
    const scan = tied ? scanPieces(`the log of ${name}`) : () => undefined
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      scan(text)
      this.#errors = (this.#errors + text).slice(-1_000_000)
      this.#log.write(text)
    })
    this.exited = new Promise((resolve, reject) => {
      this.#child.on('error', reject)
      // `close` waits for the output of grandchildren that inherited the pipes; a node may outlive its origin.
      this.#child.on('exit', (code, exitSignal) => {
        this.#exit = { code, signal: exitSignal }
        setImmediate(() => resolve({ code, signal: exitSignal }))
      })
    })
    this.exited.catch(() => undefined)
    started.add(this)
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.name} could not be started`)
    return this.#child.pid
  }

  /** Null while it runs. */
  get exit(): Exit | null {
    return this.#exit
  }

  get output(): string {
    return this.#output
  }

  get errors(): string {
    return this.#errors
  }

  /** Everything it wrote, on both outputs. */
  get all_output(): string {
    return `${this.#output}\n${this.#errors}`
  }

  tail(lines = SHOWN_ON_FAILURE): string {
    return this.all_output.trimEnd().split('\n').slice(-lines).join('\n')
  }

  /** The first line on standard output. @throws {Error} with the log's end when it exits or the deadline comes before. */
  async firstLine(deadline_ms: number): Promise<string> {
    const until = performance.now() + deadline_ms
    for (;;) {
      const end = this.#output.indexOf('\n')
      if (end >= 0) return this.#output.slice(0, end)
      if (this.#exit !== null) {
        throw new Error(`${this.name} ended with ${JSON.stringify(this.#exit)} before it was ready:\n${this.tail()}`)
      }
      if (performance.now() > until) throw new Error(`${this.name} not ready in ${deadline_ms} ms:\n${this.tail()}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  signal(name: NodeJS.Signals): boolean {
    return signal(this.pid, name)
  }

  /** Sends the signal and waits for the end; how it ended and after how long. */
  async endBy(name: NodeJS.Signals, deadline_ms = 10_000): Promise<Exit & { readonly after_ms: number }> {
    const from = performance.now()
    this.signal(name)
    const exit = await within(`${this.name} ends after ${name}`, deadline_ms, this.exited)
    return { ...exit, after_ms: performance.now() - from }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#exit === null && isRunning(this.pid)) {
      if (this.#tied) scanProcess(this.name, this.pid, this.#given)
      this.signal('SIGCONT')
      this.signal('SIGKILL')
      await within(`${this.name} ends`, 5_000, this.exited)
    }
    this.#log.end()
  }
}

/** What Node compiled of programs that tests start hundreds of times: a sixth of what a start costs. */
const COMPILED = join(repository, 'node_modules', '.cache', 'headwater-tests-compiled')

/** The environment without settings of a Headwater that the person running the tests may have. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(HEADWATER|VITEST|NODE_OPTIONS)/.test(name)),
    ),
    NODE_COMPILE_CACHE: COMPILED,
  }
}

function testName(): string {
  const file = expect.getState().testPath ?? 'test'
  return (/([^/]+)\.test\.ts$/.exec(file)?.[1] ?? 'test').replaceAll(/[^\w.-]/g, '-')
}
