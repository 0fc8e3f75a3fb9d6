import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type NodeReady, nodeReadySchema } from '#contract/program-output.ts'
import type { LaunchedNode, NodeExit, NodeRun, NodeRuntimeLauncher } from '../origin/node-runtime-launcher.ts'
import type { FromOrigin, ToOrigin } from './shell-messages.ts'

/** The origin's end of the line to the shell. */
export interface ShellLine {
  post(message: FromOrigin): void
  onMessage(listener: (message: ToOrigin) => void): void
}

interface Launch {
  pid: number
  readonly ready: PromiseWithResolvers<NodeReady>
  readonly exited: PromiseWithResolvers<NodeExit>
}

/** Has the shell run the node-runtime, in the origin's process: a utility process cannot start another one. */
export function shellNodeLauncher(line: ShellLine): NodeRuntimeLauncher {
  const launches = new Map<string, Launch>()
  line.onMessage((message) => {
    if (!('launch_id' in message)) return
    const launch = launches.get(message.launch_id)
    if (launch !== undefined) hear(launch, message)
    if (message.type === 'node_exited') launches.delete(message.launch_id)
  })

  return {
    outlives_origin: true,
    launch: (run): LaunchedNode => {
      const launch_id = randomUUID()
      const launch: Launch = { pid: 0, ready: Promise.withResolvers(), exited: Promise.withResolvers() }
      launches.set(launch_id, launch)
      // Whoever waits for it hears of it; nobody has to.
      launch.ready.promise.catch(() => undefined)
      const { args, forget } = handOverInput(run, launch_id)
      void Promise.race([launch.ready.promise, launch.exited.promise]).then(forget, forget)
      const { environment, log_file } = run
      line.post({ type: 'launch_node', launch_id, args: [...args], environment: { ...environment }, log_file })
      return {
        get pid() {
          return launch.pid
        },
        ready: launch.ready.promise,
        exited: launch.exited.promise,
        terminate: () => line.post({ type: 'stop_node', launch_id, force: false }),
        kill: () => line.post({ type: 'stop_node', launch_id, force: true }),
      }
    },
  }
}

function hear(launch: Launch, message: Extract<ToOrigin, { launch_id: string }>): void {
  switch (message.type) {
    case 'node_started':
      launch.pid = message.pid
      break
    case 'node_said':
      try {
        launch.ready.resolve(nodeReadySchema.parse(JSON.parse(message.line)))
      } catch (error) {
        launch.ready.reject(error)
      }
      break
    case 'node_exited':
      launch.ready.reject(new Error(`it ended before it was ready (exit code ${message.exit_code ?? 'unknown'})`))
      launch.exited.resolve({ code: message.exit_code, signal: null })
      break
    default:
      message satisfies never
  }
}

/**
 * Utility processes have no standard input, so what would go there waits in a file that only this user can read, and
 * that is gone as soon as the node has it. `--token-file -` becomes `--token-file <that file>`.
 */
function handOverInput({ args, input, log_file }: NodeRun, launch_id: string) {
  const at = args.indexOf('--token-file') + 1
  if (at === 0 || args[at] !== '-' || input === '') return { args, forget: () => undefined }
  const file = join(dirname(log_file), `.token-${launch_id}`)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, input, { mode: 0o600, flag: 'wx' })
  return { args: args.with(at, file), forget: () => rmSync(file, { force: true }) }
}
