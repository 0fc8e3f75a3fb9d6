import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { type Config, NodeSSH } from 'node-ssh'
import type { AnyAuthMethod, AuthenticationType, AuthHandlerMiddleware, Client, ServerHostKeyAlgorithm } from 'ssh2'
import { type HostKey, readHostKey } from './host-key.ts'
import type { PrivateKey } from './private-key.ts'
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

/** Who logs in where, with what. */
export interface LoginRequest {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly key: PrivateKey | null
  readonly password: string | null
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
  const progress: Progress = {
    phase: 'connect',
    deadline_ms: deadlines.connect_ms,
    first_line: null,
    methods_accepted: null,
    tried: [],
    partial: false,
  }
  const fail = (error: unknown) =>
    describeSshFailure(error, {
      ...progress,
      host: request.host,
      port: request.port,
      user: request.user,
      public_key_line: request.key?.public_line ?? null,
    })

  const socket = await openSocket(request, deadlines.connect_ms, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    throw fail(error)
  })
  const ssh = new NodeSSH()
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
    ...(request.host_key_kinds && { algorithms: { serverHostKey: [...request.host_key_kinds] } }),
    // Synchronous on purpose: a Promise is truthy, so that ssh2 would accept every key of an asynchronous verifier.
    hostVerifier: (blob: Buffer): boolean => {
      host_key = readHostKey(blob)
      accepted = request.acceptHostKey(host_key)
      return accepted
    },
    authHandler: loginMethods(request, progress),
  }
  const connected = ssh.connect(config)
  const client = ssh.connection
  if (client === null) throw new Error('node-ssh made no client')
  // node-ssh takes its own listener away once it is connected; an 'error' nobody listens to would end the program.
  client.on('error', () => undefined)
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

interface Progress {
  phase: SshAttempt['phase']
  deadline_ms: number
  first_line: string | null
  methods_accepted: readonly string[] | null
  tried: string[]
  partial: boolean
}

function shown(key: HostKey | null): HostKey {
  if (key === null) throw new Error('logged in without having seen a host key')
  return key
}

async function openSocket({ host, port }: LoginRequest, connect_ms: number, signal: AbortSignal): Promise<Socket> {
  const socket = connectTcp({ host, port, noDelay: true })
  const late = AbortSignal.timeout(connect_ms)
  try {
    await once(socket, 'connect', { signal: AbortSignal.any([late, signal]) })
    return socket
  } catch (error) {
    socket.on('error', () => undefined)
    socket.destroy()
    throw late.aborted ? new PhaseTimeout() : error
  }
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

/**
 * Which proof to try next, of those given and those the server takes: the key, then the password, then the password as
 * the answer to a question (servers with keyboard-interactive only). The first call asks for nothing but the methods.
 */
export function loginMethods(
  request: Pick<LoginRequest, 'user' | 'key' | 'password'>,
  progress: Pick<Progress, 'methods_accepted' | 'tried' | 'partial'>,
): AuthHandlerMiddleware {
  const { user: username, key, password } = request
  const left: AuthenticationType[] = []
  if (key !== null) left.push('publickey')
  if (password !== null) left.push('password', 'keyboard-interactive')
  const note = (what: string) => {
    if (!progress.tried.includes(what)) progress.tried.push(what)
  }
  return (accepted: readonly AuthenticationType[] | null, partial: boolean | null, answer) => {
    // The declared type leaves out that `false` ends the login.
    const next = answer as (method: AnyAuthMethod | false) => void
    if (accepted === null) {
      next({ type: 'none', username })
      return
    }
    progress.methods_accepted = accepted
    progress.partial = partial === true
    const at = left.findIndex((method) => accepted.includes(method))
    const [method] = at === -1 ? [] : left.splice(at, 1)
    if (method === 'publickey' && key !== null) {
      note(`key ${key.name}`)
      next({ type: 'publickey', username, key: key.parsed })
    } else if (method === 'password' && password !== null) {
      note('password')
      next({ type: 'password', username, password })
    } else if (method === 'keyboard-interactive' && password !== null) {
      note('password')
      next({ type: 'keyboard-interactive', username, prompt: answerWith(password) })
    } else {
      next(false)
    }
  }
}

type Prompt = { readonly prompt: string; readonly echo?: boolean | undefined }

/** Answers hidden questions with the password, once each; everything else (one-time codes, notices) stays empty. */
function answerWith(password: string) {
  let given = false
  return (
    _name: string,
    _instructions: string,
    _language: string,
    prompts: readonly Prompt[],
    finish: (answers: string[]) => void,
  ) => {
    finish(
      prompts.map(({ prompt, echo }) => {
        if (given || echo === true || /code|token|otp|verification/i.test(prompt)) return ''
        given = true
        return password
      }),
    )
  }
}
