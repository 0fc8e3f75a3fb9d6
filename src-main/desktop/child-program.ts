import type { Readable } from 'node:stream'

/**
 * A program of ours in a process of its own, as the shell steers it. Electron's utility processes are these
 * (utility-child.ts); tests use Node's.
 */
export interface ChildProgram {
  /** Undefined until it runs. */
  readonly pid: number | undefined
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once it runs. */
  onSpawn(listener: () => void): void
  /** Called once, whatever ended it. */
  onExit(listener: (exit_code: number | null) => void): void
  /** Asks it to end, as a service manager would. */
  terminate(): void
  /** Ends it at once. */
  kill(): void
}
