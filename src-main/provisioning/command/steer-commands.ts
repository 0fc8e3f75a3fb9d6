import type { Command } from 'commander'
import { exitCode } from '#contract/program-output.ts'
import { type ProvisioningRun, provisioningRunSchema } from '#contract/provisioning-run.ts'
import { readAddress, UsageError } from '../check-command.ts'
import { openTerminal } from '../secret-input.ts'
import type { BoxAddress } from '../ssh-address.ts'
import { followRun, runPath } from './follow-run.ts'
import type { OriginClient } from './origin-client.ts'
import { act, followOptions, type Local } from './run-action.ts'
import { type LoginFlags, loginFlagIn, type RunFlags, targetOf, withLoginFlags, withRunFlags } from './run-flags.ts'

/** Of commands that may log in to the box of a run otherwise than the run did. */
interface SteerFlags extends RunFlags, LoginFlags {
  readonly login?: BoxAddress
  readonly acceptWarnings?: true
}

/** Adds what steers a run that was begun to `headwater edge`: resume, cancel, undo. */
export function registerSteerCommands(edge: Command, local: Local): void {
  const add = (usage: string, description: string) => withRunFlags(edge.command(usage).description(description))
  const withLogin = (command: Command) =>
    withLoginFlags(command)
      .option('--login <user@host>', 'log in so, instead of as the user of the run', readAddress)
      .addHelpText('after', help)
  const steer = (
    verb: string,
    id: string,
    flags: SteerFlags,
    bodyFor: (client: OriginClient) => Promise<object> = async () => ({}),
  ) =>
    act(flags, local, async (client, signal) => {
      const body = await bodyFor(client)
      const run = await client.ask('POST', runPath(id, `/${verb}`), provisioningRunSchema, body)
      if (!flags.detach) return await followRun(client, run, followOptions(flags), signal)
      process.stdout.write(flags.json ? `${JSON.stringify(run)}\n` : `${run.id}\n`)
      return exitCode.ok
    })

  withLogin(add('resume <id>', 'go on with a run that failed or waits'))
    .option('--accept-warnings', 'go on although the look at the machine warns')
    .action((id: string, { acceptHostKey, ...flags }: SteerFlags) =>
      steer('resume', id, flags, async (client) => ({
        ...(await loginOf(client, id, flags)),
        // Beside the login: it may be the key of a machine that is gone through.
        host_key_fingerprint: acceptHostKey,
        accept_warnings: flags.acceptWarnings,
      })),
    )
  add('cancel <id>', 'end a run at the next safe point').action((id: string, flags: SteerFlags) =>
    steer('cancel', id, flags),
  )
  withLogin(add('undo <id>', 'take back what a run did')).action((id: string, flags: SteerFlags) =>
    steer('undo', id, flags, (client) => loginOf(client, id, flags)),
  )
}

/** The login that flags give in place of the run's; nothing where they give none, and the run's own is used. @throws {UsageError} */
async function loginOf(client: OriginClient, id: string, flags: SteerFlags): Promise<object> {
  const { login } = flags
  const flag = loginFlagIn(flags)
  if (login === undefined && flag === undefined) return {}
  const run = await client.ask('GET', runPath(id), provisioningRunSchema)
  refuseWithoutProof(flags, flag ?? '--login')
  return { target: await targetOf(addressOf(run, login), flags) }
}

/** The box of a run is known; whom to log in as may be said anew. */
function addressOf({ host, port, user }: ProvisioningRun, login: BoxAddress | undefined): BoxAddress {
  return { host: login?.host ?? host, port: login?.port ?? port, user: login?.user ?? user }
}

/** A port or a jump alone is no login: what the run has is sealed, and not known here. A password may be asked for where a user is named. */
function refuseWithoutProof({ key, agent, passwordStdin, login }: SteerFlags, flag: string): void {
  if (key !== undefined || agent || passwordStdin) return
  if (login !== undefined && openTerminal() !== null) return
  throw new UsageError(`${flag} is no login by itself: give --key, --agent or --password-stdin as well.`)
}

const help = `
Without a login, that of the run is used, or the one that is kept for its node. A run that failed keeps none for longer than a
day, one that was cancelled none at all: give it again then, with all of it, --jump as well. The user is that of the run
unless --login names another; the machine is always that of the run.

Examples:
  $ headwater edge resume 4c0f6a0e-7d1b-4f0a-9a55-1f6f3f9f2c11 --key ~/.ssh/id_ed25519
  $ headwater edge undo 4c0f6a0e-7d1b-4f0a-9a55-1f6f3f9f2c11 --key ~/.ssh/id_ed25519 --password-stdin < sudo-password`
