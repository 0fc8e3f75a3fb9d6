import { app } from 'electron'

/** The shell looks after the origin and its node: what fails in it at something nobody foresaw is noted, and it goes on. */
export function noteUnforeseen(note: (text: string) => void): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    // Without a listener Electron would show a window with a stack for the one, and print a line to nobody for the other.
    process.on(event, (error: unknown) => {
      note(`the shell: ${event}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    })
  }
  app.on('child-process-gone', (_event, { type, reason, exitCode: code, serviceName }) => {
    if (reason !== 'clean-exit') note(`a process ended: ${serviceName ?? type}, ${reason} (${code})`)
  })
}
