import { userInfo } from 'node:os'
import { type Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { durationSchema } from '#contract/duration.ts'
import { type SshTarget, sshTargetSchema } from '#contract/provisioning.ts'
import {
  pipedSecrets,
  readAddress,
  readFingerprint,
  readKey,
  readPort,
  readUrl,
  UsageError,
  withSecrets,
} from '../check-command.ts'
import { openTerminal } from '../secret-input.ts'
import type { BoxAddress } from '../ssh-address.ts'
import type { OriginFlags } from './origin-client.ts'

/** Of every command: where the origin is, and how what came of it is told. */
export interface RunFlags extends OriginFlags {
  readonly json?: true
  readonly detach?: true
  readonly log?: true
}

/** How a box is logged in to. */
export interface LoginFlags {
  readonly port?: number
  readonly key?: string
  readonly agent?: true
  readonly jump?: readonly BoxAddress[]
  readonly acceptHostKey?: string
  readonly passwordStdin?: true
  readonly passphraseStdin?: true
}

/** How long the viewers of a node may take to leave, in ms. */
export interface DrainFlags {
  readonly drainDeadline?: number | 'none'
}

const MOST_JUMPS = 4

/** Where the origin is, and `--json`. */
export function withOriginFlags(command: Command): Command {
  return command
    .option('--origin-api <url>', 'the origin that does it (default: the one that runs on this machine)', readUrl)
    .option('--api-key-file <file>', 'file with an API key of that origin')
    .option('--data-dir <dir>', 'data directory of the origin on this machine')
    .option('--config <file>', 'headwater.yaml of the origin on this machine')
    .option('--json', 'print what comes of it as JSON')
}

/** Of commands that begin or follow a run. */
export function withRunFlags(command: Command): Command {
  return withOriginFlags(command).option('--detach', 'begin it and do not wait').option('--log', 'show the log as well')
}

export function withLoginFlags(command: Command): Command {
  return command
    .option('--port <port>', 'port SSH listens on there (default: 22)', readPort)
    .option('--key <file>', 'private key to log in with; without it, the password is asked for')
    .option('--agent', "log in with the keys of the origin's ssh-agent")
    .option('--jump <user@host>', 'go through this machine, with the same key or agent; may be repeated', readJump)
    .option('--accept-host-key <SHA256:...>', 'host key that you have compared already', readFingerprint)
    .option('--passphrase-stdin', "read the key's passphrase from standard input, one line")
    .option('--password-stdin', "read the user's password (also for sudo) from standard input, one line")
}

export function withDrainFlag(command: Command): Command {
  return command.option(
    '--drain-deadline <time>',
    'how long viewers may take to leave: 0s, 15m, or none for however long it takes (default: 5m)',
    readDeadline,
  )
}

/** The login that flags describe; what is missing of its secrets is asked for at the terminal. @throws {UsageError} */
export async function targetOf(address: BoxAddress, flags: LoginFlags): Promise<SshTarget> {
  const terminal = openTerminal()
  const private_key = flags.key === undefined ? null : await readKey(flags.key)
  const agent = flags.agent === true
  const hop = (at: BoxAddress) => ({
    ...{ host: at.host, port: at.port ?? 22, user: at.user ?? userInfo().username, private_key, agent },
  })
  const bare = sshTargetSchema.safeParse({
    ...hop({ ...address, port: flags.port ?? address.port }),
    jump: (flags.jump ?? []).map(hop),
    host_key_fingerprint: flags.acceptHostKey ?? null,
  })
  if (!bare.success) throw new UsageError(z.prettifyError(bare.error))
  const piped = await pipedSecrets(flags)
  if (agent && piped.password === null) return bare.data
  return await withSecrets(bare.data, piped, terminal)
}

/** The first of the flags about a login that is given, as it is typed; undefined: none is. */
export function loginFlagIn(flags: LoginFlags): string | undefined {
  const { port, key, agent, jump, acceptHostKey, passwordStdin, passphraseStdin } = flags
  const given = Object.entries({ port, key, agent, jump, acceptHostKey, passwordStdin, passphraseStdin })
  const name = given.find(([, value]) => value !== undefined)?.[0]
  return name === undefined ? undefined : `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

function readJump(text: string, before: readonly BoxAddress[] | undefined): readonly BoxAddress[] {
  const jumps = [...(before ?? []), readAddress(text)]
  if (jumps.length > MOST_JUMPS) throw new InvalidArgumentError('At most four machines are gone through.')
  return jumps
}

/** In ms. */
function readDeadline(text: string): number | 'none' {
  if (text === 'none') return text
  const read = durationSchema.safeParse(text)
  if (read.success) return read.data
  throw new InvalidArgumentError('It looks like 30s, 15m or 2h; none waits for however long it takes.')
}

/** As the API takes it: null, however long it takes; undefined: its default. */
export function deadlineOf({ drainDeadline }: DrainFlags): number | null | undefined {
  return drainDeadline === 'none' ? null : drainDeadline
}

export function readCount(text: string): number {
  const count = Number(text)
  if (!/^\d{1,4}$/.test(text) || count < 1) throw new InvalidArgumentError('It is a whole number from 1 on.')
  return count
}
