import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Config, NodeSSH } from 'node-ssh'
import type { CipherAlgorithm, Client, ServerHostKeyAlgorithm } from 'ssh2'
import { type HostKey, readHostKey } from './host-key.ts'
import { type LoginProgress, loginMethods, type Proofs } from './login-methods.ts'
import { keepKeysAsObjects } from './ssh-cipher-keys.ts'
import { describeSshFailure, PhaseTimeout, type SshAttempt, SshError } from './ssh-errors.ts'

/** Deadlines of one login, in ms. */
export interface LoginDeadlines {
  /** Until TCP is connected. */
  readonly connect_ms: number
  /** From there until keys are agreed on. */
  readonly handshake_ms: number
  /** From there until the user is let in; wrong passwords alone cost about 2.4 s each (PAM's delay). */
  readonly login_ms: number
}

export const defaultDeadlines: LoginDeadlines = { connect_ms: 10_000, handshake_ms: 10_000, login_ms: 30_000 }

/** Notices a silent loss within about 15 s: three unanswered probes, 5 s apart. */
const KEEPALIVE = { keepaliveInterval: 5_000, keepaliveCountMax: 2 } as const

/** Ciphers that processors do by themselves; ssh2's own first choice is computed in JavaScript where it has no native part. */
const FAST_CIPHERS: CipherAlgorithm[] = ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com']

/** A box one is logged in to already, through which another one is reached. It is disposed of with the connection that goes through it. */
export interface Passage extends AsyncDisposable {
  readonly host: string
  openTcp(host: string, port: number, signal: AbortSignal): Promise<Duplex>
}

/** Who logs in where, with what. */
export interface LoginRequest extends Proofs {
  readonly host: string
  readonly port: number
  readonly user: string
  /** The box through which this one is reached; null: straight from here. */
  readonly via: Passage | null
  /** Kinds of host keys to ask for; undefined: whatever the server likes best. */
  readonly host_key_kinds?: readonly ServerHostKeyAlgorithm[] | undefined
  /** Whether to go on with the server that shows this key. False: nothing is sent to it. */
  readonly acceptHostKey: (key: HostKey) => boolean
}

/** How a login ended that did not fail. */
export type LoginResult =
  | { readonly state: 'key_not_accepted'; readonly host_key: HostKey }
  | { readonly state: 'no_such_key_kind' }
  | { readonly state: 'let_in'; readonly host_key: HostKey; readonly ssh: NodeSSH; readonly client: Client }

/**
 * Connects, looks at the host key and logs in. The caller owns the connection that comes back and disposes of it.
 * @throws {SshError} where any of it fails; the signal's reason where it was aborted
 */
export async function logIn(
  request: LoginRequest,
  deadlines: LoginDeadlines,
  signal: AbortSignal,
): Promise<LoginResult> {
  signal.throwIfAborted()
  // Loaded where there is a box to log in to, and before anything is said to it.
  const { NodeSSH: Session } = await import('node-ssh')
  const progress: Progress = {
    phase: 'connect',
    deadline_ms: deadlines.connect_ms,
    first_line: null,
    methods_accepted: null,
    tried: [],
    partial: false,
    code_wanted: false,
  }
  const fail = (error: unknown) =>
    describeSshFailure(error, {
      ...progress,
      host: request.host,
      port: request.port,
      user: request.user,
      via: request.via?.host ?? null,
      public_key_line: request.key?.public_line ?? null,
    })

  const socket = await openSocket(request, deadlines.connect_ms, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    throw fail(error)
  })
  const ssh = new Session()
  const cut = new AbortController()
  let deadline = setTimeout(() => cut.abort(new PhaseTimeout()), deadlines.handshake_ms)
  const enter = (phase: 'login', phase_ms: number) => {
    clearTimeout(deadline)
    deadline = setTimeout(() => cut.abort(new PhaseTimeout()), phase_ms)
    progress.phase = phase
    progress.deadline_ms = phase_ms
  }
  progress.phase = 'handshake'
  progress.deadline_ms = deadlines.handshake_ms
  // Until ssh2 listens, and after it stopped.
  socket.on('error', () => undefined)
  socket.once('data', (chunk: Buffer) => {
    progress.first_line = printable(chunk)
  })

  let host_key: HostKey | null = null
  let accepted = false
  const config: Config = {
    sock: socket,
    username: request.user,
    // Own deadlines tell the phases apart.
    readyTimeout: 0,
    ...KEEPALIVE,
    algorithms: {
      cipher: { prepend: FAST_CIPHERS, append: [], remove: [] },
      ...(request.host_key_kinds && { serverHostKey: [...request.host_key_kinds] }),
    },
    // Synchronous on purpose: a Promise is truthy, so that ssh2 would accept every key of an asynchronous verifier.
    hostVerifier: (blob: Buffer): boolean => {
      host_key = readHostKey(blob)
      accepted = request.acceptHostKey(host_key)
      return accepted
    },
    authHandler: loginMethods(request.user, request, progress),
  }
  const connected = ssh.connect(config)
  const client = ssh.connection
  if (client === null) throw new Error('node-ssh made no client')
  // node-ssh takes its own listener away once it is connected; an 'error' nobody listens to would end the program.
  client.on('error', () => undefined)
  keepKeysAsObjects(client)
  client.once('handshake', () => enter('login', deadlines.login_ms))
  client.once('change password', () => cut.abort(passwordExpired(request)))

  const whenCut = AbortSignal.any([cut.signal, signal])
  try {
    await Promise.race([connected, rejectOn(whenCut)])
    return { state: 'let_in', host_key: shown(host_key), ssh, client }
  } catch (error) {
    connected.catch(() => undefined)
    ssh.dispose()
    socket.destroy()
    signal.throwIfAborted()
    if (host_key !== null && !accepted) return { state: 'key_not_accepted', host_key }
    if (request.host_key_kinds !== undefined && /no matching host key/i.test(String(error))) {
      return { state: 'no_such_key_kind' }
    }
    throw fail(error)
  } finally {
    clearTimeout(deadline)
  }
}

interface Progress extends LoginProgress {
  phase: SshAttempt['phase']
  deadline_ms: number
  first_line: string | null
}

function shown(key: HostKey | null): HostKey {
  if (key === null) throw new Error('logged in without having seen a host key')
  return key
}

async function openSocket({ host, port, via }: LoginRequest, connect_ms: number, signal: AbortSignal): Promise<Duplex> {
  const late = AbortSignal.timeout(connect_ms)
  const ended = AbortSignal.any([late, signal])
  if (via !== null) {
    return await via.openTcp(host, port, ended).catch((error: unknown) => {
      throw late.aborted ? new PhaseTimeout() : error
    })
  }
  const socket = connectTcp({ host, port, noDelay: true })
  try {
    await once(socket, 'connect', { signal: ended })
    return gathering(socket)
  } catch (error) {
    socket.on('error', () => undefined)
    socket.destroy()
    throw late.aborted ? new PhaseTimeout() : error
  }
}

/**
 * ssh2 writes each packet in three pieces, its length, itself and its proof, and a large write to a channel is many packets. What comes in one go
 * leaves in one go: a third of the calls into the kernel, and no segment of four bytes before each packet.
 */
function gathering(socket: Socket): Socket {
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean
  let corked = false
  return Object.assign(socket, {
    write(...given: unknown[]): boolean {
      if (!corked) {
        corked = true
        socket.cork()
        process.nextTick(() => {
          corked = false
          socket.uncork()
        })
      }
      return write(...given)
    },
  })
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function printable(chunk: Buffer): string {
  const line = chunk.subarray(0, 256).toString('latin1').split(/\r?\n/, 1)[0] ?? ''
  return line.replace(/[^\x20-\x7e]/g, '.').slice(0, 80)
}

function passwordExpired({ host, port, user }: LoginRequest): SshError {
  return new SshError(
    'ssh_password_expired',
    `The password of user ${user} has expired; the server wants a new one.`,
    `Log in once by hand and set it: ssh ${user}@${host}`,
    { host, port, user },
  )
}
