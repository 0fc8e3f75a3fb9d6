import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { ChildProgram } from '../../src-main/desktop/child-program.ts'

/** A {@link ChildProgram} on plain Node, where there is no Electron: the same program, messages and signals. */
export function forkNode(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ChildProgram {
  const child = fork(program, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...environment },
    execArgv: ['--import', join(import.meta.dirname, 'parent-port.mjs')],
  })
  // What is sent to a process that is ending is lost, as with Electron.
  child.on('error', () => undefined)
  return {
    get pid() {
      return child.pid
    },
    stdout: child.stdout,
    stderr: child.stderr,
    post: (message) => {
      if (child.connected) child.send(message as object)
    },
    onMessage: (listener) => {
      child.on('message', listener)
    },
    onSpawn: (listener) => {
      child.once('spawn', listener)
    },
    onExit: (listener) => {
      child.once('exit', listener)
    },
    terminate: () => child.kill('SIGTERM'),
    kill: () => child.kill('SIGKILL'),
  }
}
