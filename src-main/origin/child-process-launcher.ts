import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { nodeReadySchema } from '#contract/program-output.ts'
import { inheritedEnvironment } from './inherited-environment.ts'
import type { LaunchedNode, NodeExit, NodeRun, NodeRuntimeLauncher } from './node-runtime-launcher.ts'
import { rotateLog } from './rotated-log.ts'

/**
 * Runs the node-runtime as a child process in a session of its own: a Ctrl-C in the terminal reaches the origin alone,
 * and a kill of the origin interrupts no viewer.
 *
 * @param program path of the node-runtime's bundle
 */
export function childProcessLauncher(program: string): NodeRuntimeLauncher {
  return { outlives_origin: true, launch: (run) => launch(program, run) }
}

function launch(program: string, { args, environment, input, log_file }: NodeRun): LaunchedNode {
  mkdirSync(dirname(log_file), { recursive: true, mode: 0o700 })
  rotateLog(log_file)
  const log = openSync(log_file, 'a', 0o600)
  // Without --enable-source-maps, which reads a map of 2 MB at each start for the place that a log line is written from.
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['pipe', 'pipe', log],
    env: { ...inheritedEnvironment(process.env), ...environment },
    detached: true,
    windowsHide: true,
  })
  closeSync(log)
  // It may end before it has read its input; how it ended is told below.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(input)

  const exited = new Promise<NodeExit>((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const ready = new Promise<ReturnType<typeof nodeReadySchema.parse>>((resolve, reject) => {
    void exited.then(({ code, signal }) => {
      reject(new Error(`it ended before it was ready (${signal ?? `exit code ${code}`})`))
    })
    const { stdout } = child
    if (stdout === null) return
    createInterface({ input: stdout }).once('line', (line) => {
      try {
        resolve(nodeReadySchema.parse(JSON.parse(line)))
      } catch (error) {
        reject(error)
      }
    })
    // All that comes after the first line is for nobody; unread it would fill the pipe.
    stdout.resume()
  })
  // Whoever waits for it hears of it; nobody has to.
  ready.catch(() => undefined)
  child.unref()
  const send = (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
  }
  return {
    pid: child.pid ?? 0,
    ready,
    exited,
    terminate: () => send('SIGTERM'),
    kill: () => send('SIGKILL'),
  }
}
