import type { Command } from 'commander'
import { z } from 'zod'
import { exitCode } from '#contract/program-output.ts'
import { boxReportSchema } from '#contract/provisioning.ts'
import { provisioningRunSchema } from '#contract/provisioning-run.ts'
import { formatReport } from '../box-report-text.ts'
import { readAddress, readPort, readUrl, UsageError } from '../check-command.ts'
import type { BoxAddress } from '../ssh-address.ts'
import { exitCodeOfRun, followRun, runPath } from './follow-run.ts'
import { registerHostKeyCommands } from './host-key-commands.ts'
import { registerNodeCommands } from './node-commands.ts'
import type { OriginClient } from './origin-client.ts'
import { act, begin, followOptions, type Local } from './run-action.ts'
import { type LoginFlags, type RunFlags, targetOf, withLoginFlags, withRunFlags } from './run-flags.ts'
import { resultBlock, runLine } from './run-text.ts'
import { registerSteerCommands } from './steer-commands.ts'

interface ProvisionFlags extends RunFlags, LoginFlags {
  readonly name: string
  readonly region?: string
  readonly service?: true
  readonly container?: true
  readonly rtmpPort?: number
  readonly mediaPort?: number
  readonly advertiseAddress?: string
  readonly originUrl?: string
  readonly pullImage?: string
  readonly openFirewall?: true
  readonly stopAtWarnings?: true
  readonly keepLogin: boolean
  readonly dryRun?: true
}

/** Adds what begins and steers runs to `headwater edge`; each talks to an origin that runs, and needs nothing of it but its API. */
export function registerRunCommands(edge: Command, local: Local): void {
  const add = (usage: string, description: string) => withRunFlags(edge.command(usage).description(description))
  withLoginFlags(add('provision', 'make a machine an edge: from its address to a node that serves'))
    .argument('<user@host>', 'whom to log in as, and where', readAddress)
    .requiredOption('--name <name>', 'what the node is called')
    .option('--region <region>', 'where it is')
    .option('--container', 'run it in Docker')
    .option('--service', 'run it as a service of systemd, without Docker')
    .option('--rtmp-port <port>', 'port for publishers (default: 1935)', readPort)
    .option('--media-port <port>', 'port for viewers and relays (default: 8080)', readPort)
    .option('--advertise-address <address>', 'address other machines reach it at')
    .option(
      '--origin-url <url>',
      'where the machine reaches this origin (default: as the origin knows itself)',
      readUrl,
    )
    .option('--pull-image <reference>', 'pull this image from a registry instead of pushing one')
    .option('--open-firewall', 'open the ports in ufw or nftables')
    .option('--stop-at-warnings', 'wait for a person where the look at the machine warns')
    .option('--no-keep-login', 'do not keep the login for later runs')
    .option('--dry-run', 'only look at the machine and say what is in the way')
    .addHelpText('after', help)
    .action((address: BoxAddress, flags: ProvisionFlags) => {
      return act(flags, local, (client, signal) => provision(client, address, flags, signal))
    })
  registerNodeCommands(edge, local)
  registerHostKeyCommands(edge, local)
  add('runs', 'list the runs, the newest first').action((flags: RunFlags) => {
    return act(flags, local, async (client) => {
      const page = z.object({ items: z.array(provisioningRunSchema) })
      const { items } = await client.ask('GET', '/api/v1/provisioning-runs', page)
      process.stdout.write(flags.json ? `${JSON.stringify(items)}\n` : items.map((run) => `${runLine(run)}\n`).join(''))
      return exitCode.ok
    })
  })
  add('run <id>', 'show one run')
    .option('--follow', 'until it is over')
    .action((id: string, flags: RunFlags & { readonly follow?: true }) => {
      return act(flags, local, async (client, signal) => {
        const run = await client.ask('GET', runPath(id), provisioningRunSchema)
        if (flags.follow) return await followRun(client, run, followOptions(flags), signal)
        process.stdout.write(flags.json ? `${JSON.stringify(run)}\n` : resultBlock(run))
        return exitCodeOfRun(run)
      })
    })
  registerSteerCommands(edge, local)
}

async function provision(
  client: OriginClient,
  address: BoxAddress,
  flags: ProvisionFlags,
  signal: AbortSignal,
): Promise<number> {
  if (flags.service && flags.container) throw new UsageError('Give one of --service and --container.')
  const target = await targetOf(address, flags)
  if (flags.dryRun) {
    const report = await client.ask('POST', '/api/v1/boxes/check', boxReportSchema, target)
    process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : formatReport(report))
    if (report.host_key.state === 'unconfirmed') return exitCode.refused
    return report.outcome === 'block' ? exitCode.failed : exitCode.ok
  }
  const node = {
    name: flags.name,
    region: flags.region,
    form: flags.service ? 'service' : flags.container ? 'container' : 'auto',
    rtmp_port: flags.rtmpPort,
    media_port: flags.mediaPort,
    advertise_address: flags.advertiseAddress,
    origin_url: flags.originUrl,
    pull_image: flags.pullImage,
    firewall: flags.openFirewall ? 'open' : 'hints',
    accept_warnings: flags.stopAtWarnings !== true,
  }
  return await begin(client, { kind: 'provision', target, node, keep_login: flags.keepLogin }, flags, signal)
}

const help = `
Whatever it is doing is done by the origin: this command may be left at any time, and \`headwater edge run ID --follow\`
comes back to it.

Exit codes: 0 done, 1 failed (resume or undo it), 64 wrong usage, 69 the origin does not answer, 75 it waits for a person,
77 left.

Examples:
  $ headwater edge provision ops@203.0.113.5 --name edge-1 --region eu --key ~/.ssh/id_ed25519
  $ headwater edge provision root@203.0.113.6 --name edge-2 --dry-run`
