import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type OriginReady, originReadySchema } from '#contract/program-output.ts'
import { KeptChoices } from '../../src-main/origin/kept-choices.ts'
import { openStore } from '../../src-main/store/store.ts'
import { DataKey } from '../../src-main/trust/data-key.ts'
import { ApiClient } from './api-client.ts'
import { clockThatIsOff } from './clock-off.ts'
import { headwater } from './headwater-command.ts'
import { commandLineOf, endProcesses, isRunning, processesNaming } from './processes.ts'
import type { Program } from './program.ts'
import { scanFiles } from './secret-scan.ts'
import { asEnvironment, type Settings } from './settings.ts'
import { type TempDir, tempDir } from './temp-dir.ts'

/** How to start an origin; by default on a fresh data directory and free ports, live state in memory (with a chosen port: by itself). */
export interface OriginOptions {
  readonly settings?: Settings
  readonly data_dir?: string
  /** A port that an operator has chosen already, so that another one can be; else it is any, by a flag. */
  readonly chosen_port?: number
}

const READY_DEADLINE_MS = 30_000

/** A running `headwater origin` with what it said when it was ready. */
export class OriginProgram implements AsyncDisposable {
  ready: OriginReady
  program: Program
  api: ApiClient
  readonly #temp: TempDir | null
  readonly #settings: Settings
  readonly #is_port_chosen: boolean

  private constructor(
    program: Program,
    ready: OriginReady,
    temp: TempDir | null,
    settings: Settings,
    is_port_chosen: boolean,
  ) {
    this.program = program
    this.ready = ready
    this.api = new ApiClient(ready.url, ready.api_key)
    this.#temp = temp
    this.#settings = settings
    this.#is_port_chosen = is_port_chosen
  }

  static async start({ settings = {}, data_dir, chosen_port }: OriginOptions = {}): Promise<OriginProgram> {
    const temp = data_dir === undefined ? await tempDir() : null
    const home = data_dir ?? join(temp?.path ?? '', 'origin')
    const all: Settings = { ...(chosen_port === undefined ? { redis: 'memory' } : {}), ...settings }
    if (chosen_port !== undefined) await choosePort(home, chosen_port)
    const port = chosen_port === undefined ? 0 : null
    const { program, ready } = await launch(home, all, { port, rtmp_port: 0, media_port: 0 }).catch(
      async (error: unknown) => {
        await temp?.[Symbol.asyncDispose]()
        throw error
      },
    )
    return new OriginProgram(program, ready, temp, all, chosen_port !== undefined)
  }

  /** The node-runtime beside the origin. @throws {Error} where there is none */
  get own_node(): NonNullable<OriginReady['node']> {
    if (this.ready.node === null) throw new Error('this origin runs without a node of its own')
    return this.ready.node
  }

  get data_dir(): string {
    return this.ready.data_dir
  }

  /** The redis-server this origin started. */
  get redis_pid(): number {
    // One that an earlier run of it started, and it took over, is nobody's child.
    const pid = processesNaming(this.data_dir).find((one) => /redis-server/.test(commandLineOf(one)))
    if (pid === undefined) throw new Error('this origin has no redis-server of its own')
    return pid
  }

  /** kill -9, as a crash would: whatever it started lives on. */
  async kill(): Promise<void> {
    this.program.signal('SIGKILL')
    await this.program.exited
  }

  /** Starts it again on the same data directory and ports. @param clock how far its wall clock is off, as faketime takes it */
  async restart({ clock }: { readonly clock?: string } = {}): Promise<void> {
    if (isRunning(this.program.pid)) throw new Error('the origin still runs')
    const port = this.#is_port_chosen ? null : Number(new URL(this.ready.url).port)
    const media = this.ready.node ?? { rtmp_port: 0, media_port: 0 }
    const { rtmp_port, media_port } = media
    const next = await launch(this.data_dir, this.#settings, { port, rtmp_port, media_port }, clock)
    this.program = next.program
    this.ready = next.ready
    this.api = new ApiClient(next.ready.url, next.ready.api_key)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]()
    await endProcesses(processesNaming(this.data_dir))
    scanFiles(this.data_dir)
    await this.#temp?.[Symbol.asyncDispose]()
  }
}

/** Tests keep a machine busy for minutes, and that is no reason to send their clients elsewhere. */
const BUSY_MACHINE = asEnvironment('origin', { routing: { cpu_threshold_after: '1h' } })

/** Ports to listen on; 0: any. */
interface Ports {
  /** Null: no flag says it. */
  readonly port: number | null
  readonly rtmp_port: number
  readonly media_port: number
}

/** Chooses the port of an origin that was not started yet, as an operator would. */
async function choosePort(data_dir: string, port: number): Promise<void> {
  await mkdir(data_dir, { recursive: true, mode: 0o700 })
  const store = openStore(join(data_dir, 'origin.db'))
  new KeptChoices(store, DataKey.random()).setAll([['port', port]], 'operator:before')
  store.close()
}

/** The arguments of `headwater origin`, for tests that start it themselves. */
export function originArguments(data_dir: string, ports: Ports = { port: 0, rtmp_port: 0, media_port: 0 }): string[] {
  const { port, rtmp_port, media_port } = ports
  const portFlags = [
    ...(port === null ? [] : ['--port', `${port}`]),
    '--rtmp-port',
    `${rtmp_port}`,
    '--media-port',
    `${media_port}`,
  ]
  return ['origin', '--data-dir', data_dir, ...portFlags, '--print', 'json']
}

async function launch(
  data_dir: string,
  settings: Settings,
  ports: Ports,
  clock?: string,
): Promise<{ program: Program; ready: OriginReady }> {
  const program = headwater('origin', originArguments(data_dir, ports), {
    environment: { ...BUSY_MACHINE, ...asEnvironment('origin', settings), ...clockThatIsOff(clock) },
  })
  try {
    const ready = originReadySchema.parse(JSON.parse(await program.firstLine(READY_DEADLINE_MS)))
    return { program, ready }
  } catch (error) {
    await program[Symbol.asyncDispose]()
    await endProcesses(processesNaming(data_dir))
    throw error
  }
}
