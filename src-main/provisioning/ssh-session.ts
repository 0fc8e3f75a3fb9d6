import { once } from 'node:events'
import { type Duplex, Readable } from 'node:stream'
import type { ClientChannel } from 'ssh2'
import type { HostKey } from './host-key.ts'
import { SessionSlots } from './session-slots.ts'
import { type CommandResult, orAborted, type RawResult, type RunOptions, runOnce } from './ssh-command.ts'
import { describeSshFailure, SshError } from './ssh-errors.ts'
import type { LoginRequest, LoginResult } from './ssh-login.ts'

/** One SSH connection to one box; everything that is done there goes through it. */
export interface SshConnection extends AsyncDisposable {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly host_key: HostKey
  /** It goes through another box. */
  readonly behind_jump: boolean
  /** Aborted, with the SshError as its reason, once the connection is gone. */
  readonly lost: AbortSignal
  /** Runs one command in the user's login shell. @throws {SshError} where it could not be run to its end */
  run(command: string, options: RunOptions, signal: AbortSignal): Promise<CommandResult>
  /** As {@link run}, with what it printed as bytes. */
  runRaw(command: string, options: RunOptions, signal: AbortSignal): Promise<RawResult>
  /** Opens a command whose input and output are the caller's; it counts as a session until its channel is closed. */
  openCommand(command: string, signal: AbortSignal): Promise<ClientChannel>
  /** Opens a Unix socket of the box. It does not count as a session. @throws {SshError} ssh_channel_refused */
  openSocket(path: string, signal: AbortSignal): Promise<Duplex>
  /** Opens a TCP connection from the box to somewhere else. @throws what ssh2 says, as it is */
  openTcp(host: string, port: number, signal: AbortSignal): Promise<Duplex>
}

type LetIn = Extract<LoginResult, { state: 'let_in' }>

const OPEN_TIMEOUT_MS = 10_000

/** What a login came to, as others use it. Disposing of it ends what it came through, too. */
export function sshSession(
  { host_key, ssh, client }: LetIn,
  { host, port, user, via }: LoginRequest,
  login_ms: number,
): SshConnection {
  const describe = (error: unknown) =>
    describeSshFailure(error, {
      host,
      port,
      user,
      via: via?.host ?? null,
      phase: 'session',
      deadline_ms: login_ms,
      first_line: null,
      methods_accepted: null,
      tried: [],
      partial: false,
      code_wanted: false,
      public_key_line: null,
    })
  const lost = new AbortController()
  client.once('error', (error) => lost.abort(describe(error)))
  client.once('close', () => lost.abort(describe(new Error('connection closed'))))
  const slots = new SessionSlots(isChannelRefusal)

  const runRaw = (command: string, options: RunOptions, signal: AbortSignal) =>
    slots
      .run(() => runOnce(client, command, options, AbortSignal.any([signal, lost.signal])), signal)
      .catch((error: unknown) => {
        signal.throwIfAborted()
        throw isChannelRefusal(error) ? refused('a command', error) : describe(error)
      })
      .finally(() => {
        // Not between two attempts: the next one would find it closed.
        if (options.stdin instanceof Readable) options.stdin.destroy()
      })
  const opening = async <Value extends Duplex>(opened: Promise<Value>, signal: AbortSignal): Promise<Value> => {
    try {
      return await orAborted(opened, AbortSignal.any([signal, lost.signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)]))
    } catch (error) {
      // A channel that opens after all is not needed any more.
      opened.then(
        (channel) => channel.destroy(),
        () => undefined,
      )
      throw error
    }
  }
  return {
    host,
    port,
    user,
    host_key,
    behind_jump: via !== null,
    lost: lost.signal,
    runRaw,
    run: async (command, options, signal) => {
      const { stdout, stderr, exit_code } = await runRaw(command, options, signal)
      return { stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8'), exit_code }
    },
    openCommand: (command, signal) => {
      const open = () =>
        opening(
          new Promise<ClientChannel>((resolve, reject) => {
            client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)))
          }),
          signal,
        )
      return slots.hold(open, untilClosed, signal).catch((error: unknown) => {
        signal.throwIfAborted()
        throw isChannelRefusal(error) ? refused('a command', error) : describe(error)
      })
    },
    openSocket: (path, signal) =>
      opening(
        new Promise<ClientChannel>((resolve, reject) => {
          client.openssh_forwardOutStreamLocal(path, (error, channel) => (error ? reject(error) : resolve(channel)))
        }),
        signal,
      ).catch((error: unknown) => {
        signal.throwIfAborted()
        throw isChannelRefusal(error) ? refused(path, error) : describe(error)
      }),
    openTcp: (to_host, to_port, signal) =>
      opening(
        new Promise<ClientChannel>((resolve, reject) => {
          // The address of whom it is for is asked of us and checked by nobody (RFC 4254 section 7.2).
          client.forwardOut('127.0.0.1', 0, to_host, to_port, (error, channel) =>
            error ? reject(error) : resolve(channel),
          )
        }),
        signal,
      ),
    async [Symbol.asyncDispose]() {
      ssh.dispose()
      client.destroy()
      await via?.[Symbol.asyncDispose]()
    },
  }
}

async function untilClosed(channel: ClientChannel): Promise<void> {
  await once(channel, 'close').catch(() => undefined)
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
