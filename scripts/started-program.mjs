import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './bundles.mjs'

/**
 * A `headwater` command that runs as a child of this process and lives no longer than it.
 * It gets a process group of its own, so that Ctrl-C in the terminal reaches this process alone, which then stops its
 * children in order; and a channel whose closing tells it, should this process be killed, to stop by itself.
 */
export class StartedProgram {
  /** @type {Promise<{ code: number | null, signal: string | null }>} settles when it has ended */
  exited
  #child
  #firstLine

  /**
   * @param {string} node path of the Node to run it with
   * @param {readonly string[]} args of the `headwater` command; never secrets, which go to `input`
   * @param {{ name: string, input?: string, environment?: Record<string, string>, onLog: (line: string) => void }} options
   *   `input` is given on standard input; `environment` comes on top of this process's; `onLog` gets what the program writes to standard error, and to standard output after its first line
   */
  constructor(node, args, { name, input, environment, onLog }) {
    this.name = name
    this.#child = spawn(node, [join(root, 'scripts', 'headwater.mjs'), ...args], {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...environment, HEADWATER_WHEN_PARENT_DIES: 'SIGTERM' },
      detached: true,
      windowsHide: true,
    })
    this.#child.stdin?.on('error', () => undefined) // it may end before it has read everything; `exited` tells
    this.#child.stdin?.end(input)
    createInterface({ input: this.#child.stderr }).on('line', onLog)
    this.exited = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        onLog(`${name} cannot be started: ${error.message}`)
        resolve({ code: 1, signal: null })
      })
      // Not `close`: a node that outlives its origin may still hold the pipes.
      this.#child.once('exit', (code, signal) => resolve({ code, signal }))
    })
    const output = createInterface({ input: this.#child.stdout })
    this.#firstLine = new Promise((resolve) => output.once('line', resolve))
    void this.#firstLine.then(() => output.on('line', onLog))
  }

  get pid() {
    return this.#child.pid
  }

  get isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined
  }

  /**
   * What `--print json` says once it serves.
   * @returns {Promise<object | undefined>} undefined when it ended before, or said nothing in time
   */
  async ready(deadlineMs) {
    const line = await Promise.race([
      this.#firstLine,
      this.exited.then(() => undefined),
      new Promise((resolve) => setTimeout(resolve, deadlineMs).unref()),
    ])
    return line === undefined ? undefined : JSON.parse(line)
  }

  signal(name) {
    if (this.isRunning) this.#child.kill(name)
  }
}
