import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import type { SshTarget } from '#contract/provisioning.ts'
import { type HostKey, otherHostKeyKinds, parseFingerprint } from './host-key.ts'
import { readPrivateKey } from './private-key.ts'
import { SessionSlots } from './session-slots.ts'
import { describeSshFailure, SshError } from './ssh-errors.ts'
import { defaultDeadlines, type LoginDeadlines, type LoginRequest, type LoginResult, logIn } from './ssh-login.ts'

/** What a command on the box did. */
export interface CommandResult {
  readonly stdout: string
  readonly stderr: string
  /** null where a signal ended it. */
  readonly exit_code: number | null
}

/** How a command is run. */
export interface RunOptions {
  /** Sent to its standard input, which is then closed. */
  readonly stdin?: string
  /** Default 20 s. */
  readonly timeout_ms?: number
}

/** One SSH connection to one box; everything that is done there goes through it. */
export interface SshConnection extends AsyncDisposable {
  readonly user: string
  readonly host_key: HostKey
  /** Runs one command in the user's login shell. @throws {SshError} where it could not be run to its end */
  run(command: string, options: RunOptions, signal: AbortSignal): Promise<CommandResult>
  /** Opens a Unix socket of the box. It does not count as a session. @throws {SshError} ssh_channel_refused */
  openSocket(path: string, signal: AbortSignal): Promise<Duplex>
}

/** What came of knocking at a box. */
export type SshOpening =
  | { readonly state: 'unconfirmed'; readonly host_key: HostKey }
  | { readonly state: 'confirmed'; readonly connection: SshConnection }

const RUN_TIMEOUT_MS = 20_000
const SOCKET_TIMEOUT_MS = 10_000
/** The most a command may say on each of its two outputs; what comes after that is cut off. */
const MAX_OUTPUT_BYTES = 256 * 1024

/**
 * Connects to a box. Without a confirmed fingerprint nothing but the host key is looked at, and no proof is sent.
 * @throws {SshError} ssh_host_key_changed where the server has no key with the confirmed fingerprint, and whatever else fails
 */
export async function openSshConnection(
  target: SshTarget,
  signal: AbortSignal,
  deadlines: LoginDeadlines = defaultDeadlines,
): Promise<SshOpening> {
  const { host, port, user } = target
  const confirmed = target.host_key_fingerprint === null ? null : parseFingerprint(target.host_key_fingerprint)
  const request: LoginRequest = {
    host,
    port,
    user,
    key:
      confirmed === null || target.private_key === null ? null : readPrivateKey(target.private_key, target.passphrase),
    password: confirmed === null ? null : target.password,
    acceptHostKey: (key) => key.fingerprint === confirmed,
  }
  if (confirmed !== null && request.key === null && request.password === null) {
    throw new SshError(
      'ssh_no_credentials',
      `Nothing was given to log in with as ${user}.`,
      'Give a key or a password.',
      {
        host,
        port,
        user,
      },
    )
  }
  const first = await logIn(request, deadlines, signal)
  if (first.state === 'let_in') return { state: 'confirmed', connection: wrap(first, request, deadlines) }
  if (first.state === 'no_such_key_kind') throw new Error('a login that asked for no kind of key was refused one')
  if (confirmed === null) return { state: 'unconfirmed', host_key: first.host_key }

  // The user may have compared another of the server's keys than the one it shows by itself: ask for the other kinds.
  for (const host_key_kinds of otherHostKeyKinds(first.host_key.algorithm)) {
    const next = await logIn({ ...request, host_key_kinds }, deadlines, signal)
    if (next.state === 'let_in') return { state: 'confirmed', connection: wrap(next, request, deadlines) }
  }
  throw new SshError(
    'ssh_host_key_changed',
    `${host} shows another host key than the confirmed one; Headwater stopped before sending anything.`,
    'This happens when a server was reinstalled, or when someone intercepts the connection. Only if you know that it was reinstalled, compare the new fingerprint on the box and confirm it.',
    { host, port, confirmed, shown: first.host_key.fingerprint, shown_algorithm: first.host_key.algorithm },
  )
}

type LetIn = Extract<LoginResult, { state: 'let_in' }>

function wrap({ host_key, ssh, client }: LetIn, { host, port, user }: LoginRequest, deadlines: LoginDeadlines) {
  const describe = (error: unknown) =>
    describeSshFailure(error, {
      host,
      port,
      user,
      phase: 'session',
      deadline_ms: deadlines.login_ms,
      first_line: null,
      methods_accepted: null,
      tried: [],
      partial: false,
      public_key_line: null,
    })
  const lost = new AbortController()
  client.once('error', (error) => lost.abort(describe(error)))
  client.once('close', () => lost.abort(describe(new Error('connection closed'))))
  const slots = new SessionSlots(isChannelRefusal)

  const connection: SshConnection = {
    user,
    host_key,
    run: (command, { stdin = '', timeout_ms = RUN_TIMEOUT_MS }, signal) =>
      slots
        .run(() => runOnce(client, command, stdin, timeout_ms, AbortSignal.any([signal, lost.signal])), signal)
        .catch((error: unknown) => {
          signal.throwIfAborted()
          throw isChannelRefusal(error) ? refused('a command', error) : describe(error)
        }),
    openSocket: async (path, signal) => {
      const opened = new Promise<ClientChannel>((resolve, reject) => {
        client.openssh_forwardOutStreamLocal(path, (error, channel) => (error ? reject(error) : resolve(channel)))
      })
      const ended = AbortSignal.any([signal, lost.signal, AbortSignal.timeout(SOCKET_TIMEOUT_MS)])
      try {
        return await orAborted(opened, ended)
      } catch (error) {
        // A channel that opens after all is not needed any more.
        opened.then(
          (channel) => channel.destroy(),
          () => undefined,
        )
        signal.throwIfAborted()
        throw isChannelRefusal(error) ? refused(path, error) : describe(error)
      }
    },
    async [Symbol.asyncDispose]() {
      ssh.dispose()
      client.destroy()
    },
  }
  return connection
}

/** A refused channel says no more than this, whether a limit, a missing socket, a permission or sshd's policy is behind it. */
function isChannelRefusal(error: unknown): boolean {
  return error instanceof Error && /channel open failure|unable to (exec|open)|no free channels/i.test(error.message)
}

function refused(what: string, error: unknown): SshError {
  return new SshError(
    'ssh_channel_refused',
    `The SSH server did not open ${what}.`,
    'Its sshd_config may forbid it (MaxSessions, ForceCommand, AllowStreamLocalForwarding).',
    { raw: error instanceof Error ? error.message : String(error) },
    { cause: error },
  )
}

async function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  let abort: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

async function runOnce(
  client: Client,
  command: string,
  stdin: string,
  timeout_ms: number,
  signal: AbortSignal,
): Promise<CommandResult> {
  const late = AbortSignal.timeout(timeout_ms)
  let channel: ClientChannel | null = null
  const finished = new Promise<CommandResult>((resolve, reject) => {
    client.exec(command, (error, opened) => {
      if (error) return reject(error)
      channel = opened
      const stdout = gather(opened)
      const stderr = gather(opened.stderr)
      let exit_code: number | null = null
      opened.on('exit', (code: number | null) => {
        exit_code = code
      })
      opened.on('error', reject)
      opened.once('close', () => resolve({ stdout: stdout(), stderr: stderr(), exit_code }))
      opened.end(stdin)
    })
  })
  try {
    return await orAborted(finished, AbortSignal.any([signal, late]))
  } catch (error) {
    finished.catch(() => undefined)
    ;(channel as ClientChannel | null)?.destroy()
    throw late.aborted && !signal.aborted ? commandTimedOut(timeout_ms, error) : error
  }
}

function commandTimedOut(timeout_ms: number, cause: unknown): SshError {
  return new SshError(
    'ssh_command_timed_out',
    `The box did not answer a command within ${Math.round(timeout_ms / 1000)} s.`,
    'It may be overloaded, or a login script waits for input.',
    {},
    { cause },
  )
}

function gather(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    if (bytes >= MAX_OUTPUT_BYTES) return
    chunks.push(chunk.subarray(0, MAX_OUTPUT_BYTES - bytes))
    bytes += chunk.length
  })
  return () => Buffer.concat(chunks).toString('utf8')
}
