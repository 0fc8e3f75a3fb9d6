import type { StepFailureCode } from '#contract/failure-code.ts'
import type { Sentence } from '#contract/sentence.ts'
import type { Box, CommandResult, RunOptions } from '../box.ts'
import { StepError } from '../runs/run-error.ts'

/** Lines of what the box said that a failure shows. */
const SHOWN_LINES = 20

/** Why a step fails where its command does. */
export interface CommandFailure {
  readonly code: StepFailureCode
  readonly message: Sentence
  readonly hint: Sentence | null
}

/** The last lines of what a command said, on both outputs. */
export function lastLines({ stdout, stderr }: Pick<CommandResult, 'stdout' | 'stderr'>): string[] {
  return `${stdout}\n${stderr}`
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-SHOWN_LINES)
}

/** Runs a script as root that must succeed. @throws {StepError} the failure, with the last lines of what was said */
export async function mustRunAsRoot(
  box: Box,
  script: string,
  failure: CommandFailure,
  signal: AbortSignal,
  options: RunOptions = {},
): Promise<string> {
  const result = await box.runAsRoot(script, options, signal)
  if (result.exit_code === 0) return result.stdout
  throw new StepError(failure.code, failure.message, failure.hint, { output: lastLines(result) })
}
