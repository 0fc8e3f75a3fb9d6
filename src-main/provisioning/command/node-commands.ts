import { type Command, Option } from 'commander'
import { z } from 'zod'
import { type Node, nodeSchema } from '#contract/node.ts'
import type { SshTarget } from '#contract/provisioning.ts'
import { readAddress, readPort, readUrl, UsageError } from '../check-command.ts'
import { ask, openTerminal } from '../secret-input.ts'
import { type BoxAddress, parseBoxAddress } from '../ssh-address.ts'
import type { OriginClient } from './origin-client.ts'
import { type RollingFlags, registerRollingFlags, rollingFlagIn, rollingUpgrade } from './rolling-upgrade.ts'
import { act, begin, type Local } from './run-action.ts'
import {
  type DrainFlags,
  deadlineOf,
  type LoginFlags,
  loginFlagIn,
  type RunFlags,
  targetOf,
  withDrainFlag,
  withLoginFlags,
  withRunFlags,
} from './run-flags.ts'

/** Of commands on a node that is there: another login than the one that is kept, and how long its viewers may take. */
interface NodeFlags extends RunFlags, LoginFlags, DrainFlags {
  readonly login?: BoxAddress
}

interface ReconfigureFlags extends NodeFlags {
  readonly name?: string
  /** false: none any more. */
  readonly region?: string | false
  readonly rtmpPort?: number
  readonly mediaPort?: number
  readonly advertiseAddress?: string | false
  readonly originUrl?: string | false
  readonly openFirewall?: true
}

/** Adds what is done with a node later: upgrade, reconfigure, restart, diagnostics, rotate-identity, decommission, adopt. */
export function registerNodeCommands(edge: Command, local: Local): void {
  const add = (usage: string, description: string) =>
    withLoginFlags(withRunFlags(edge.command(usage).description(description))).option(
      '--login <user@host>',
      'log in so, instead of by the login that is kept for the node',
      readAddress,
    )
  const onNode = (name: string, flags: NodeFlags, asked: (node: Node) => object | Promise<object>) =>
    act(flags, local, async (client, signal) => {
      const node = await nodeNamed(client, name)
      return await begin(
        client,
        { node_id: node.id, ...(await asked(node)), drain_deadline_ms: deadlineOf(flags), ...(await loginOf(flags)) },
        flags,
        signal,
      )
    })

  registerRollingFlags(
    withDrainFlag(add('upgrade [node]', 'bring a node to the version of the origin, or with --all every node')),
  )
    .option('--pull-image <reference>', 'bring this image, which the box has or pulls from a registry, instead')
    .addHelpText('after', upgradeHelp)
    .action(async (name: string | undefined, flags: NodeFlags & RollingFlags) => {
      const pull_image = flags.pullImage ?? null
      const about_all = rollingFlagIn(flags)
      if (flags.all) return await act(flags, local, (client, signal) => rollingUpgrade(client, name, flags, signal))
      if (about_all === undefined && name !== undefined)
        return onNode(name, flags, () => ({ kind: 'upgrade', pull_image }))
      return await act(flags, local, async () => {
        throw new UsageError(about_all === undefined ? 'Name a node, or give --all.' : `${about_all} goes with --all.`)
      })
    })
  withDrainFlag(
    add('reconfigure <node>', 'give a node other settings; it goes back by itself where it does not serve with them'),
  )
    .option('--name <name>', 'what it is called from now on')
    .option('--region <region>', 'where it is')
    .addOption(new Option('--no-region', 'it is in no region'))
    .option('--rtmp-port <port>', 'port for publishers', readPort)
    .option('--media-port <port>', 'port for viewers and relays', readPort)
    .option('--advertise-address <address>', 'address other machines reach it at')
    .addOption(new Option('--no-advertise-address', 'it is reached where the origin sees it'))
    .option('--origin-url <url>', 'where it reaches this origin', readUrl)
    .addOption(new Option('--no-origin-url', 'it reaches this origin as the origin knows itself'))
    .option('--open-firewall', 'open its ports in ufw or nftables')
    .addHelpText('after', reconfigureHelp)
    .action((name: string, flags: ReconfigureFlags) =>
      onNode(name, flags, () => ({ kind: 'reconfigure', node: changesOf(flags) })),
    )
  for (const [verb, kind, description] of PLAIN) {
    const command = add(`${verb} <node>`, description)
    if (kind !== 'diagnostics') withDrainFlag(command)
    command.action((name: string, flags: NodeFlags) => onNode(name, flags, () => ({ kind })))
  }
  withDrainFlag(add('decommission <node>', 'drain a node and take all of it off its machine'))
    .option('--yes', 'do not ask for its name again')
    .action((name: string, flags: NodeFlags & { readonly yes?: true }) =>
      onNode(name, flags, async (node) => ({
        kind: 'decommission',
        confirm: await confirmed(node, flags.yes === true),
      })),
    )
  add('adopt <node|user@host>', 'take back a node that runs and lost its origin; nobody who watches notices')
    .option('--no-keep-login', 'do not keep the login for later runs')
    .addHelpText('after', adoptHelp)
    .action((whom: string, flags: NodeFlags & { readonly keepLogin: boolean }) =>
      act(flags, local, async (client, signal) => {
        const asked = { kind: 'adopt', keep_login: flags.keepLogin, ...(await adopted(client, whom, flags)) }
        return await begin(client, asked, flags, signal)
      }),
    )
}

const PLAIN = [
  ['restart', 'restart', 'drain a node and start it anew'],
  ['diagnostics', 'diagnostics', 'collect what helps to find out what is wrong, secrets masked'],
  ['rotate-identity', 'rotate_identity', 'give a node another identity'],
] as const

/** By its name or id. @throws {UsageError} there is none */
async function nodeNamed(client: OriginClient, name: string): Promise<Node> {
  const { items } = await client.ask('GET', '/api/v1/nodes?limit=500', z.object({ items: z.array(nodeSchema) }))
  const node = items.find((one) => one.name === name) ?? items.find((one) => one.id === name)
  if (node !== undefined) return node
  const also = parseBoxAddress(name)?.user
    ? ' Its name is asked for here; how its box is logged in to goes with --login.'
    : ''
  throw new UsageError(`There is no node ${name}.${also}`)
}

async function adopted(client: OriginClient, whom: string, flags: NodeFlags): Promise<object> {
  if (!whom.includes('@')) return { node_id: (await nodeNamed(client, whom)).id, ...(await loginOf(flags)) }
  const address = parseBoxAddress(whom)
  if (address === null) throw new UsageError(`${whom} is neither a node nor an address: ops@203.0.113.5`)
  if (flags.login !== undefined) throw new UsageError('Give the login once: as USER@HOST, or a node and --login.')
  return { target: await targetOf(address, flags) }
}

async function loginOf({ login, ...flags }: NodeFlags): Promise<{ readonly target?: SshTarget }> {
  if (login !== undefined) return { target: await targetOf(login, flags) }
  const flag = loginFlagIn(flags)
  if (flag === undefined) return {}
  throw new UsageError(`${flag} goes with --login USER@HOST; without it, the login that is kept for the node is used.`)
}

/** @throws {UsageError} nothing is to be changed */
function changesOf(flags: ReconfigureFlags): object {
  const orNull = (value: string | false | undefined) => (value === false ? null : value)
  const changes = {
    name: flags.name,
    region: orNull(flags.region),
    rtmp_port: flags.rtmpPort,
    media_port: flags.mediaPort,
    advertise_address: orNull(flags.advertiseAddress),
    origin_url: orNull(flags.originUrl),
    firewall: flags.openFirewall ? 'open' : undefined,
  }
  if (Object.values(changes).some((value) => value !== undefined)) return changes
  throw new UsageError('Say what is to be another: --region, --rtmp-port, ... (--help)')
}

/** The name of the node, typed once more. @throws {UsageError} where there is nobody to type it */
async function confirmed({ name }: Node, is_sure: boolean): Promise<string> {
  if (is_sure) return name
  const terminal = openTerminal()
  if (terminal === null) throw new UsageError(`This takes ${name} off its machine for good: give --yes.`)
  const question = `This takes ${name} off its machine for good. Type its name to go on: `
  const typed = (await ask(terminal, question, AbortSignal.timeout(CONFIRM_MS))).trim()
  if (typed === name) return name
  throw new UsageError(`That is not ${name}. Nothing was begun.`)
}

const CONFIRM_MS = 10 * 60_000

const CODES = `
Exit codes: 0 done, 1 failed (resume or undo it), 64 wrong usage, 69 the origin does not answer, 75 it waits for a person,
77 left. It is done by the origin: the command may be left at any time.`

const upgradeHelp = `
Viewers are moved away first. Where the new version is not back within a minute, the old one serves again by itself.
With --all it goes over every node whose login is kept, the canary first, as long as enough stays up; the first that fails
ends it: that node stays out, nobody else is begun, and all others go on.
${CODES}

Examples:
  $ headwater edge upgrade edge-1
  $ headwater edge upgrade --all --at-once 2
  $ headwater edge upgrade --all --dry-run`

const reconfigureHelp = `
Only what is given is changed. Viewers are moved away and the node is started again; where it does not come back with its new
settings, it gets those of before.
${CODES}

Examples:
  $ headwater edge reconfigure edge-1 --region eu --media-port 8081 --open-firewall
  $ headwater edge reconfigure edge-1 --name edge-paris --no-advertise-address`

const adoptHelp = `
For a node of this cluster whose origin was restored from a backup, or moved. It keeps its id and name, and gets the address of
this origin and a new credential. Where this origin knows the node and keeps its login, its name is enough.
${CODES}

Examples:
  $ headwater edge adopt ops@203.0.113.5 --key ~/.ssh/id_ed25519
  $ headwater edge adopt edge-1`
