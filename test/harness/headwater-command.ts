import { join } from 'node:path'
import { Program, repository } from './program.ts'
import { within } from './wait-for.ts'

/** How a run of the `headwater` command to its end looked. */
export interface CommandResult {
  readonly code: number | null
  readonly output: string
  readonly errors: string
  readonly after_ms: number
}

/** Starts `headwater <args>` as a person would, on the Node that runs the tests. */
export function headwater(
  name: string,
  args: readonly string[],
  options: { readonly environment?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Program {
  const command = { name, command: process.execPath, args: [join(repository, 'scripts/headwater.mjs'), ...args] }
  // A run that is broken off (Ctrl-C) kills the runner's workers; what they started then stops by itself, in an orderly way.
  const environment = { ...options.environment, HEADWATER_WHEN_PARENT_DIES: 'SIGTERM' }
  return new Program({ ...command, ...options, environment, tied: true })
}

/** Runs `headwater <args>` until it ends by itself. */
export async function runHeadwater(
  args: readonly string[],
  options: {
    readonly environment?: Readonly<Record<string, string>>
    readonly input?: string
    readonly deadline_ms?: number
  } = {},
): Promise<CommandResult> {
  const { deadline_ms = 15_000, ...start } = options
  const from = performance.now()
  await using program = headwater(`headwater-${args[0] ?? 'bare'}`, args, start)
  const { code } = await within(`headwater ${args.join(' ')} ends`, deadline_ms, program.exited)
  return { code, output: program.output, errors: program.errors, after_ms: performance.now() - from }
}
