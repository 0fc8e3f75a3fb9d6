import { exitCode } from '#contract/program-output.ts'
import { provisioningRunSchema } from '#contract/provisioning-run.ts'
import { UsageError } from '../check-command.ts'
import { openTerminal, PromptCancelled } from '../secret-input.ts'
import { type FollowOptions, followRun } from './follow-run.ts'
import { type LocalOrigin, OriginClient, type OriginFlags, OriginRefusal } from './origin-client.ts'
import type { RunFlags } from './run-flags.ts'

/** Finds the origin that runs on this machine. */
export type Local = (flags: OriginFlags) => LocalOrigin

/** Begins a run, and follows it unless it is to go on alone. @returns the exit code */
export async function begin(
  client: OriginClient,
  asked: unknown,
  flags: RunFlags,
  signal: AbortSignal,
): Promise<number> {
  const run = await client.ask('POST', '/api/v1/provisioning-runs', provisioningRunSchema, asked)
  if (!flags.detach) return await followRun(client, run, followOptions(flags), signal)
  process.stdout.write(flags.json ? `${JSON.stringify(run)}\n` : `${run.id}\n`)
  return exitCode.ok
}

/** Does it, and makes an exit code and a sentence of whatever goes wrong. Ctrl-C ends the command, and leaves the run to go on. */
export async function act(
  flags: RunFlags,
  local: Local,
  work: (client: OriginClient, signal: AbortSignal) => Promise<number>,
): Promise<void> {
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort(new PromptCancelled())
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  try {
    using client = await OriginClient.open(flags, local)
    process.exitCode = await work(client, interrupted.signal)
  } catch (error) {
    if (interrupted.signal.aborted || error instanceof PromptCancelled) {
      process.stderr.write('\nLeft. A run that was begun goes on: headwater edge runs\n')
      process.exitCode = exitCode.refused
    } else if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n`)
      process.exitCode = exitCode.usage
    } else if (error instanceof OriginRefusal) {
      const { code, message, hint } = error
      const told = hint === null ? message : `${message}\n${hint}`
      process.stderr.write(
        flags.json ? `${JSON.stringify({ error: { code, message, hint } })}\n` : `${told}\n(${code})\n`,
      )
      process.exitCode = code === 'origin_unreachable' ? exitCode.unavailable : exitCode.failed
    } else throw error
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

export function followOptions(flags: RunFlags): FollowOptions {
  const as_json = flags.json === true
  return { terminal: as_json ? null : openTerminal(), with_log: flags.log === true, as_json }
}
