import { randomBytes } from 'node:crypto'
import { buildReadScript, type Output, type Outputs, parseReadOutputs, type ReadCommands } from './read-script.ts'
import { orAborted } from './ssh-command.ts'

/** Runs one script to its end; what it printed on its first output. */
export type RunScript = (script: string) => Promise<string>

interface Waiting {
  readonly commands: ReadCommands
  readonly resolve: (outputs: Outputs) => void
  readonly reject: (error: unknown) => void
}

/**
 * Reads that are asked for at the same moment share one session, and one question of sudo: a look at a box asks for a dozen things, and
 * each session costs the box a process of sshd, a shell and, with sudo, a check of the password.
 */
export class ReadBatch {
  readonly #run: RunScript
  #waiting: Waiting[] = []

  constructor(run: RunScript) {
    this.#run = run
  }

  /** Goes along with whatever else is asked for before the event loop turns. */
  async read(commands: ReadCommands, signal: AbortSignal): Promise<Outputs> {
    signal.throwIfAborted()
    if (this.#waiting.length === 0) setImmediate(() => void this.#go())
    const outputs = new Promise<Outputs>((resolve, reject) => {
      this.#waiting.push({ commands, resolve, reject })
    })
    outputs.catch(() => undefined)
    return await orAborted(outputs, signal)
  }

  async #go(): Promise<void> {
    const together = this.#waiting
    this.#waiting = []
    try {
      const nonce = newNonce()
      const numbered = together.flatMap(({ commands }, at) =>
        Object.entries(commands).map(([name, command]) => [`${at}:${name}`, command] as const),
      )
      const outputs = parseReadOutputs(await this.#run(buildReadScript(Object.fromEntries(numbered), nonce)), nonce)
      for (const [at, { commands, resolve }] of together.entries()) {
        const own = new Map<string, Output>()
        for (const name of Object.keys(commands)) {
          const output = outputs.get(`${at}:${name}`)
          if (output !== undefined) own.set(name, output)
        }
        resolve(own)
      }
    } catch (error) {
      for (const { reject } of together) reject(error)
    }
  }
}

/** Letters and digits that nobody on a box can know beforehand. */
export function newNonce(): string {
  return `headwater${randomBytes(12).toString('hex')}`
}
