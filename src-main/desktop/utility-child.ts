import { utilityProcess } from 'electron'
import type { ChildProgram } from './child-program.ts'

/** Starts a program in an Electron utility process. To be called once the app is ready. @param note for the log */
export function forkUtility(
  modulePath: string,
  args: readonly string[],
  serviceName: string,
  environment: Readonly<Record<string, string | undefined>>,
  note: (text: string) => void,
): ChildProgram {
  const child = utilityProcess.fork(modulePath, [...args], {
    serviceName,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment },
  })
  // V8 gives up (out of memory, for example). Unheard, it would be thrown here; the exit event tells the rest.
  child.on('error', (type, location) => note(`${serviceName}: ${type} at ${location}`))
  const signal = (name: 'SIGTERM' | 'SIGKILL') => {
    if (child.pid === undefined) {
      child.kill()
      return
    }
    try {
      process.kill(child.pid, name)
    } catch (error) {
      // It was gone already; its exit event tells the rest.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
  return {
    get pid() {
      return child.pid
    },
    stdout: child.stdout as ChildProgram['stdout'],
    stderr: child.stderr as ChildProgram['stderr'],
    post: (message) => child.postMessage(message),
    onMessage: (listener) => {
      child.on('message', listener)
    },
    onSpawn: (listener) => {
      child.once('spawn', listener)
    },
    onExit: (listener) => {
      child.once('exit', listener)
    },
    // Electron's own kill() sends SIGTERM too, but follows with SIGKILL after two seconds.
    terminate: () => signal('SIGTERM'),
    kill: () => signal('SIGKILL'),
  }
}
