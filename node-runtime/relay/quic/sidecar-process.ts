import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { type SidecarOrder, type SidecarWord, sidecarWordSchema } from '#contract/quic-sidecar.ts'

/** How long it may take to end when its input is closed, in ms. */
const EXIT_PATIENCE_MS = 1_000

/** Of what it writes to standard error the end is kept, to say why it failed. */
const MAX_STDERR_CHARACTERS = 2_000

export interface SidecarProcessOptions {
  readonly bun: string
  readonly program: string
  readonly onWord: (word: SidecarWord) => void
  /** It ended. Called once; `why` is for people. */
  readonly onExit: (why: string) => void
}

/** The running sidecar. It has no secrets on its command line or in its environment: they come with the first order. */
export class SidecarProcess {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #exited: Promise<void>

  constructor({ bun, program, onWord, onExit }: SidecarProcessOptions) {
    // Bun would read .env and bunfig.toml of the folder it is started in.
    this.#child = spawn(bun, ['--no-install', '--no-env-file', program], {
      cwd: dirname(bun),
      env: { BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0', DO_NOT_TRACK: '1', NODE_NO_WARNINGS: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    })
    const { stdin, stdout, stderr } = this.#child
    let said = ''
    stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MAX_STDERR_CHARACTERS)
    })
    createInterface({ input: stdout }).on('line', (line) => {
      const word = readWord(line)
      if (word !== null) onWord(word)
    })
    // It is gone; 'close' says so.
    stdin.on('error', () => undefined)
    this.#exited = new Promise((resolve) => {
      const over = (why: string) => {
        onExit(why)
        resolve()
      }
      this.#child.once('error', (error) => over(error.message))
      this.#child.once('close', (code, signal) => {
        const last = said.trim().split('\n').at(-1) ?? ''
        over(`${signal ?? `exit code ${code}`}${last === '' ? '' : `: ${last}`}`)
      })
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  tell(order: SidecarOrder): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(`${JSON.stringify(order)}\n`)
  }

  /** Closes its input and waits until it has ended, with force if it must be. */
  async stop(): Promise<void> {
    this.#child.stdin.end()
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), EXIT_PATIENCE_MS)
    await this.#exited
    clearTimeout(patience)
  }
}

/** Null: something else wrote to its output. */
function readWord(line: string): SidecarWord | null {
  try {
    return sidecarWordSchema.parse(JSON.parse(line))
  } catch {
    return null
  }
}
