import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { type Command, InvalidArgumentError } from 'commander'
import { exitCode } from '#contract/program-output.ts'
import { type BoxReport, type SshTarget, sshTargetSchema } from '#contract/provisioning.ts'
import { formatFailure, formatReport } from './box-report-text.ts'
import { checkBox, defaultPorts, planFor } from './boxes.ts'
import { normalizeFingerprint } from './host-key.ts'
import { isEncryptedKey } from './private-key.ts'
import { ask, askSecret, openTerminal, PromptCancelled, readLines, type Terminal } from './secret-input.ts'
import { type BoxAddress, parseBoxAddress } from './ssh-address.ts'
import { SshError, type SshErrorCode } from './ssh-errors.ts'

interface CheckFlags {
  readonly port?: number
  readonly key?: string
  readonly fingerprint?: string
  readonly origin?: string
  readonly passwordStdin?: true
  readonly passphraseStdin?: true
  readonly json?: true
}

/** Adds `headwater edge ...` to the command line. */
export function registerEdgeCommands(program: Command): Command {
  const edge = program.command('edge').description('add machines to the cluster as edges')
  edge
    .command('check')
    .description('look over SSH whether a machine can become an edge; changes nothing on it')
    .argument('<user@host>', 'whom to log in as, and where', readAddress)
    .option('--port <port>', 'port SSH listens on there (default: 22)', readPort)
    .option('--key <file>', 'private key to log in with; without it, the password is asked for')
    .option('--fingerprint <SHA256:...>', 'host key that you have compared already', readFingerprint)
    .option('--origin <url>', 'also look whether the machine reaches the origin at this URL', readUrl)
    .option('--passphrase-stdin', "read the key's passphrase from standard input, one line")
    .option('--password-stdin', "read the user's password (also for sudo) from standard input, one line")
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
With both --passphrase-stdin and --password-stdin, the passphrase is the first line.

Exit codes: 0 it can become an edge, 1 something has to be settled first, 69 it cannot be reached,
77 the host key is not confirmed, has changed, or the login was refused.`,
    )
    .action(async (address: BoxAddress, flags: CheckFlags) => {
      process.exitCode = await runCheck(address, flags)
    })
  return edge
}

async function runCheck(address: BoxAddress, flags: CheckFlags): Promise<number> {
  const terminal = openTerminal()
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort(new PromptCancelled())
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  try {
    const report = await lookAround(address, flags, terminal, interrupted.signal)
    process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : formatReport(report))
    if (report.host_key.state === 'unconfirmed') {
      process.stderr.write(`Once it is the right one: --fingerprint ${report.host_key.fingerprint}\n`)
      return exitCode.refused
    }
    return report.outcome === 'block' ? exitCode.failed : exitCode.ok
  } catch (error) {
    if (error instanceof PromptCancelled) {
      process.stderr.write('Stopped. Nothing was changed.\n')
      return exitCode.refused
    }
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n`)
      return exitCode.usage
    }
    if (!(error instanceof SshError)) throw error
    const { code, message, hint, details } = error
    if (flags.json) process.stdout.write(`${JSON.stringify({ error: { code, message, hint, details } })}\n`)
    else process.stderr.write(formatFailure(error))
    return exitCodeOf(code)
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

async function lookAround(
  address: BoxAddress,
  flags: CheckFlags,
  terminal: Terminal | null,
  signal: AbortSignal,
): Promise<BoxReport> {
  const plan = planFor({ ...defaultPorts, origin_url: flags.origin ?? null }, {})
  const bare = await targetOf(address, flags)
  const piped = await pipedSecrets(flags)
  const confirmed = flags.fingerprint ?? (await confirmHostKey(bare, terminal, signal))
  if (typeof confirmed !== 'string') return confirmed
  const target = await withSecrets({ ...bare, host_key_fingerprint: confirmed }, piped, terminal)
  const report = await checkBox(target, plan, signal)
  const sudoAsks = report.checks.some(({ id, outcome }) => id === 'access.privilege' && outcome !== 'pass')
  if (!sudoAsks || target.password !== null || terminal === null || flags.json) return report
  const password = await askSecret(terminal, `Password of ${target.user} for sudo (Enter to go on without): `)
  return password === '' ? report : await checkBox({ ...target, password }, plan, signal)
}

async function targetOf(address: BoxAddress, flags: CheckFlags): Promise<SshTarget> {
  if (address.port !== null && flags.port !== undefined && address.port !== flags.port) {
    throw new UsageError(`The address says port ${address.port}, --port says ${flags.port}: give one of them.`)
  }
  const private_key = flags.key === undefined ? null : await readKey(flags.key)
  const parsed = sshTargetSchema.safeParse({
    host: address.host,
    port: flags.port ?? address.port ?? 22,
    user: address.user ?? userInfo().username,
    private_key,
  })
  if (parsed.success) return parsed.data
  throw new UsageError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'))
}

export async function readKey(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(`The key ${file} cannot be read: ${why}`, { cause: error })
  }
}

interface Secrets {
  readonly passphrase: string | null
  readonly password: string | null
}

export async function pipedSecrets({
  passphraseStdin,
  passwordStdin,
}: Pick<CheckFlags, 'passphraseStdin' | 'passwordStdin'>): Promise<Secrets> {
  const wanted = [passphraseStdin && 'passphrase', passwordStdin && 'password'].filter((name) => name !== undefined)
  if (wanted.length === 0) return { passphrase: null, password: null }
  const lines = await readLines(process.stdin, wanted.length)
  const secret = (name: 'passphrase' | 'password') => {
    const at = wanted.indexOf(name)
    if (at === -1) return null
    const line = lines[at] ?? null
    if (line === null) throw new UsageError(`There is no line with the ${name} on standard input.`)
    return line
  }
  return { passphrase: secret('passphrase'), password: secret('password') }
}

/** The fingerprint somebody confirmed at the terminal; the report with the unconfirmed key where there is nobody to ask. */
async function confirmHostKey(
  target: SshTarget,
  terminal: Terminal | null,
  signal: AbortSignal,
): Promise<string | BoxReport> {
  const report = await checkBox(target, { ports: [], origin_url: null }, signal)
  if (terminal === null) return report
  const { algorithm, fingerprint } = report.host_key
  terminal.output.write(
    `${report.host} shows the ${algorithm} host key\n  ${fingerprint}\n${report.checks[0]?.remedy}\n`,
  )
  for (;;) {
    const answer = (await ask(terminal, 'Is it that key? Type yes, no, or the fingerprint you have: ', signal)).trim()
    if (/^yes$/i.test(answer)) return fingerprint
    if (/^no?$/i.test(answer)) throw new PromptCancelled()
    const typed = normalizeFingerprint(answer)
    if (typed !== null) return typed
  }
}

export async function withSecrets(target: SshTarget, piped: Secrets, terminal: Terminal | null): Promise<SshTarget> {
  let { passphrase, password } = piped
  if (
    target.private_key !== null &&
    passphrase === null &&
    terminal !== null &&
    (await isEncryptedKey(target.private_key))
  ) {
    passphrase = await askSecret(terminal, 'Passphrase of the key: ')
  }
  if (target.private_key === null && password === null && terminal !== null) {
    password = await askSecret(terminal, `Password of ${target.user} on ${target.host}: `)
  }
  return { ...target, passphrase, password }
}

const REFUSED: ReadonlySet<SshErrorCode> = new Set([
  'ssh_host_key_changed',
  'ssh_auth_refused',
  'ssh_auth_incomplete',
  'ssh_key_needs_passphrase',
  'ssh_key_wrong_passphrase',
  'ssh_no_credentials',
  'ssh_password_expired',
])

/** The exit code that scripts see for a failure. */
export function exitCodeOf(code: SshErrorCode): number {
  if (code === 'ssh_key_unreadable' || code === 'ssh_fingerprint_malformed') return exitCode.usage
  return REFUSED.has(code) ? exitCode.refused : exitCode.unavailable
}

/** Something on the command line that cannot be. */
export class UsageError extends Error {}

export function readAddress(text: string): BoxAddress {
  const address = parseBoxAddress(text)
  if (address === null) throw new InvalidArgumentError('It looks like ops@203.0.113.5 or ops@edge1.example.com.')
  return address
}

export function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) throw new InvalidArgumentError('A port is 1 to 65535.')
  return port
}

export function readFingerprint(text: string): string {
  const fingerprint = normalizeFingerprint(text)
  if (fingerprint === null) throw new InvalidArgumentError('It looks like SHA256: and 43 letters and digits.')
  return fingerprint
}

export function readUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('It looks like http://10.0.0.10:8090 or https://origin.example.com.')
  }
  return url.href
}
