import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { inheritedEnvironment } from '../origin/inherited-environment.ts'
import type { ChildProgram } from './child-program.ts'
import type { FromOrigin, ToOrigin } from './shell-messages.ts'

type LaunchNode = Extract<FromOrigin, { type: 'launch_node' }>
type StopNode = Extract<FromOrigin, { type: 'stop_node' }>

/** The most of a node's standard output that is looked at for its first line. */
const MAX_FIRST_LINE_BYTES = 64 * 1024

/** Starts the node-runtime's program. */
export type ForkNode = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
) => ChildProgram

/**
 * The node-runtimes that the origin asked for. They are the shell's children, not the origin's: an origin that crashes
 * leaves its node, and every viewer on it, alone, and finds it again when it is back.
 */
export class NodePrograms {
  readonly #fork: ForkNode
  readonly #running = new Map<string, ChildProgram>()

  constructor(fork: ForkNode) {
    this.#fork = fork
  }

  launch({ launch_id, args, environment, log_file }: LaunchNode, answer: (message: ToOrigin) => void): void {
    mkdirSync(dirname(log_file), { recursive: true, mode: 0o700 })
    const child = this.#fork(args, { ...inheritedEnvironment(process.env), ...environment })
    this.#running.set(launch_id, child)
    const log = createWriteStream(log_file, { flags: 'a', mode: 0o600 })
    // A disk that is full must not end the node, nor the shell.
    log.on('error', () => undefined)
    child.stderr?.pipe(log)
    if (child.stdout !== null) firstLine(child.stdout, (line) => answer({ type: 'node_said', launch_id, line }))
    child.onSpawn(() => answer({ type: 'node_started', launch_id, pid: child.pid ?? 0 }))
    child.onExit((exit_code) => {
      this.#running.delete(launch_id)
      log.end()
      answer({ type: 'node_exited', launch_id, exit_code })
    })
  }

  stop({ launch_id, force }: StopNode): void {
    const child = this.#running.get(launch_id)
    if (force) child?.kill()
    else child?.terminate()
  }

  /** Ends those that are left at once: the program ends, and nobody would look after them. */
  killAll(): void {
    for (const child of this.#running.values()) child.kill()
  }
}

function firstLine(output: NodeJS.ReadableStream, take: (line: string) => void): void {
  let text = ''
  const onData = (chunk: Buffer) => {
    text += chunk.toString('utf8')
    const end = text.indexOf('\n')
    if (end === -1 && text.length < MAX_FIRST_LINE_BYTES) return
    output.off('data', onData)
    // What comes after is for nobody; unread it would fill the pipe.
    output.resume()
    if (end !== -1) take(text.slice(0, end))
  }
  output.on('data', onData)
}
