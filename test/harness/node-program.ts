import { join } from 'node:path'
import { type NodeReady, nodeReadySchema } from '#contract/program-output.ts'
import { clockThatIsOff } from './clock-off.ts'
import { headwater } from './headwater-command.ts'
import type { OriginProgram } from './origin-program.ts'
import { endProcesses, isRunning, processesNaming } from './processes.ts'
import type { Program } from './program.ts'
import { scanFiles } from './secret-scan.ts'
import { asEnvironment, type Settings } from './settings.ts'
import { type TempDir, tempDir } from './temp-dir.ts'

/** How to start a node; by default with the token its origin printed, on a fresh data directory and free ports. */
export interface NodeOptions {
  readonly name?: string
  readonly token?: string
  readonly settings?: Settings
  /** Where it dials; default: the origin's own address. */
  readonly origin_url?: string
  /** Where its data directory is; default: a fresh one. */
  readonly folder?: string
  /** How far its wall clock is off, as faketime takes it: `+10m`. Absent: it is right. */
  readonly clock?: string
}

const READY_DEADLINE_MS = 20_000

/** A running `headwater node run` with what it said when it was ready. */
export class NodeProgram implements AsyncDisposable {
  ready: NodeReady
  program: Program
  readonly #temp: TempDir
  readonly #settings: Settings

  private constructor(program: Program, ready: NodeReady, temp: TempDir, settings: Settings) {
    this.program = program
    this.ready = ready
    this.#temp = temp
    this.#settings = settings
  }

  static async start(origin: OriginProgram, options: NodeOptions = {}): Promise<NodeProgram> {
    const { name = 'edge', token, settings = {}, origin_url = origin.ready.url, clock } = options
    const fresh = token ?? (await origin.api.createEnrollmentToken({ name: `for ${name}` })).token
    const temp = await tempDir()
    try {
      const data_dir = join(options.folder ?? temp.path, name)
      const args = [...nodeArguments(data_dir, { origin: origin_url, name }), '--token-file', '-']
      const { program, ready } = await launch(name, args, settings, fresh, clock)
      return new NodeProgram(program, ready, temp, settings)
    } catch (error) {
      await temp[Symbol.asyncDispose]()
      throw error
    }
  }

  get id() {
    return this.ready.node_id
  }

  get name(): string {
    return this.ready.name
  }

  async kill(): Promise<void> {
    this.program.signal('SIGKILL')
    await this.program.exited
  }

  /** Starts it again on the same data directory and ports, without a token: it has its identity. */
  async restart(): Promise<void> {
    if (isRunning(this.program.pid)) throw new Error(`${this.name} still runs`)
    const { rtmp_port, media_port, data_dir, origin, name } = this.ready
    const next = await launch(name, nodeArguments(data_dir, { origin, name, rtmp_port, media_port }), this.#settings)
    this.program = next.program
    this.ready = next.ready
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]()
    await endProcesses(processesNaming(this.#temp.path))
    scanFiles(this.ready.data_dir)
    await this.#temp[Symbol.asyncDispose]()
  }
}

/** The arguments of `headwater node run` without its token, for tests that start it themselves. */
export function nodeArguments(
  data_dir: string,
  run: { readonly origin: string; readonly name: string; readonly rtmp_port?: number; readonly media_port?: number },
): string[] {
  const ports = ['--rtmp-port', `${run.rtmp_port ?? 0}`, '--media-port', `${run.media_port ?? 0}`]
  const identity = ['--origin', run.origin, '--name', run.name]
  return ['node', 'run', ...identity, '--data-dir', data_dir, ...ports, '--print', 'json']
}

async function launch(
  name: string,
  args: readonly string[],
  settings: Settings,
  input?: string,
  clock?: string,
): Promise<{ program: Program; ready: NodeReady }> {
  const program = headwater(name, args, {
    environment: { ...asEnvironment('node', settings), ...clockThatIsOff(clock) },
    ...(input === undefined ? {} : { input }),
  })
  try {
    const ready = nodeReadySchema.parse(JSON.parse(await program.firstLine(READY_DEADLINE_MS)))
    return { program, ready }
  } catch (error) {
    await program[Symbol.asyncDispose]()
    throw error
  }
}
