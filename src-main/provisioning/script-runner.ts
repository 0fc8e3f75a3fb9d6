import type { RawResult, RunOptions } from './ssh-command.ts'

/** Where scripts run, as what moves files needs it; a box is one. */
export interface ScriptRunner {
  readonly host: string
  /** Runs a POSIX script as root, or as the user who logged in; what it printed comes as bytes. */
  runBytes(script: string, as_root: boolean, options: RunOptions, signal: AbortSignal): Promise<RawResult>
}
