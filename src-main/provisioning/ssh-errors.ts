import type { SshFailureCode } from '#contract/failure-code.ts'
import { formatAddress } from './ssh-address.ts'

/** Every way in which a box cannot be reached or looked at, with the number under which the documentation explains it. */
export const sshErrorReferences = {
  ssh_refused: 'HW-SSH-001',
  ssh_timed_out: 'HW-SSH-002',
  ssh_name_not_found: 'HW-SSH-003',
  ssh_unreachable: 'HW-SSH-004',
  ssh_hung_up: 'HW-SSH-005',
  ssh_not_ssh: 'HW-SSH-006',
  ssh_no_common_algorithm: 'HW-SSH-007',
  ssh_jump_refused: 'HW-SSH-008',
  ssh_host_key_changed: 'HW-SSH-010',
  ssh_fingerprint_malformed: 'HW-SSH-011',
  ssh_auth_refused: 'HW-SSH-020',
  ssh_auth_incomplete: 'HW-SSH-021',
  ssh_key_needs_passphrase: 'HW-SSH-022',
  ssh_key_wrong_passphrase: 'HW-SSH-023',
  ssh_key_unreadable: 'HW-SSH-024',
  ssh_no_credentials: 'HW-SSH-025',
  ssh_password_expired: 'HW-SSH-026',
  ssh_login_timed_out: 'HW-SSH-027',
  ssh_agent_unusable: 'HW-SSH-028',
  ssh_code_wanted: 'HW-SSH-029',
  ssh_connection_lost: 'HW-SSH-030',
  ssh_channel_refused: 'HW-SSH-031',
  ssh_command_timed_out: 'HW-SSH-032',
  ssh_no_root: 'HW-SSH-033',
  ssh_upload_failed: 'HW-SSH-034',
  ssh_download_failed: 'HW-SSH-035',
  ssh_engine_unreachable: 'HW-SSH-036',
  ssh_failed: 'HW-SSH-099',
} as const satisfies Record<SshFailureCode, string>

/** Stable code of an {@link SshError}. */
export type SshErrorCode = keyof typeof sshErrorReferences

/**
 * A box that could not be reached, logged in to or looked at. `message` says what failed in plain words, `hint` the most
 * likely cause and what to do (product: SSH failure texts); what the library said is `details.raw`, never first. No
 * secret is in any of them.
 */
export class SshError extends Error {
  readonly code: SshErrorCode
  readonly hint: string | null
  /** `reference` (HW-SSH-nnn), `host`, `port`, what else matters for this code, and `raw`. */
  readonly details: Readonly<Record<string, unknown>>
  constructor(
    code: SshErrorCode,
    message: string,
    hint: string | null,
    details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'SshError'
    this.code = code
    this.hint = hint
    this.details = { reference: sshErrorReferences[code], ...details }
  }
}

/** How far a connection had come when it failed, and what it had learned of the server by then. */
export interface SshAttempt {
  readonly host: string
  readonly port: number
  readonly user: string
  /** The box through which this one is reached; null: straight from here. */
  readonly via: string | null
  /** connect: no TCP connection yet; handshake: no agreed keys yet; login: not let in yet; session: let in. */
  readonly phase: 'connect' | 'handshake' | 'login' | 'session'
  /** How long the phase was given, in ms. */
  readonly deadline_ms: number
  /** First line the server sent, cut and made printable; null: nothing came. */
  readonly first_line: string | null
  /** Methods the server said it accepts; null: it was never asked. */
  readonly methods_accepted: readonly string[] | null
  /** Methods that were tried, in words: `key studio-ed25519`, `password`. */
  readonly tried: readonly string[]
  /** One method was right, but the server wants another one, too. */
  readonly partial: boolean
  /** The server asked for a one-time code, and none was given. */
  readonly code_wanted: boolean
  /** The `authorized_keys` line of the key that was tried; null without a key. */
  readonly public_key_line: string | null
}

/** A deadline of ours that passed; {@link describeSshFailure} turns it into the text for its phase. */
export class PhaseTimeout extends Error {
  constructor() {
    super('deadline passed')
    this.name = 'PhaseTimeout'
  }
}

const NAME_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_FAIL', 'EAI_NODATA', 'ENODATA'])
const ROUTE_CODES = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ENETDOWN',
  'EHOSTDOWN',
  'EACCES',
  'EPERM',
])
const HANG_UP_CODES = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])

/** What node and ssh2 put on their errors, as far as anything is there. */
interface RawError {
  readonly message: string
  readonly code: string | null
  readonly level: string | null
}

function readRaw(error: unknown): RawError {
  if (!(error instanceof Error)) return { message: String(error), code: null, level: null }
  // Node tries all addresses of a name in turn and reports them together: the first failure stands for all.
  if (error instanceof AggregateError && error.errors.length > 0) return readRaw(error.errors[0])
  const { code, level } = error as Error & { code?: unknown; level?: unknown }
  return {
    message: error.message,
    code: typeof code === 'string' ? code : null,
    level: typeof level === 'string' ? level : null,
  }
}

/** Turns whatever went wrong into words for a person. An {@link SshError} stays what it is. */
export function describeSshFailure(error: unknown, attempt: SshAttempt): SshError {
  if (error instanceof SshError) return error
  const raw = readRaw(error)
  const { host, port } = attempt
  const where = `port ${port} of ${host}`
  const fail = (code: SshErrorCode, message: string, hint: string, more: Record<string, unknown> = {}) =>
    new SshError(
      code,
      message,
      hint,
      // A deadline of ours has nothing to add to the message.
      { host, port, ...more, ...(!(error instanceof PhaseTimeout) && { raw: raw.message }) },
      { cause: error },
    )

  if (attempt.via !== null && attempt.phase === 'connect' && !(error instanceof PhaseTimeout)) {
    return jumpFailure(error, attempt, attempt.via, fail)
  }
  const timedOut = error instanceof PhaseTimeout || raw.code === 'ETIMEDOUT' || raw.level === 'client-timeout'
  switch (attempt.phase) {
    case 'connect':
      if (timedOut) {
        const seconds = Math.max(1, Math.round(attempt.deadline_ms / 1000))
        return fail(
          'ssh_timed_out',
          `No answer from ${where} in ${seconds} s.`,
          'A firewall or a wrong address is likely. Check the address, that the box is on, and that its firewall lets SSH in.',
        )
      }
      if (raw.code === 'ECONNREFUSED') {
        return fail(
          'ssh_refused',
          `Nothing answers on ${where}.`,
          'Is SSH running, or on another port? On the box: sudo systemctl status ssh',
        )
      }
      if (raw.code !== null && NAME_CODES.has(raw.code)) {
        return fail(
          'ssh_name_not_found',
          `The name ${host} does not resolve from this computer.`,
          'Check the spelling, or give the IP address of the box instead.',
        )
      }
      if (raw.code !== null && ROUTE_CODES.has(raw.code)) {
        return fail(
          'ssh_unreachable',
          `There is no way to ${host} from this computer's network.`,
          'Is this computer online, and the box on the same network or VPN? A local firewall can cause this, too.',
        )
      }
      break
    case 'handshake':
      return handshakeFailure(raw, timedOut, attempt, fail)
    case 'login':
      return loginFailure(raw, timedOut, attempt, fail)
    case 'session':
      if (timedOut || raw.code !== null || /connection|keepalive|not connected|no response/i.test(raw.message)) {
        return fail(
          'ssh_connection_lost',
          `The connection to ${formatAddress(host, port)} broke off.`,
          'The box or the network between went away. Check again once it is back; nothing was changed on the box.',
        )
      }
      break
    default:
      attempt.phase satisfies never
  }
  return fail(
    'ssh_failed',
    `SSH to ${formatAddress(host, port)} did not work.`,
    'The details below say what the connection reported.',
  )
}

type Fail = (code: SshErrorCode, message: string, hint: string, more?: Record<string, unknown>) => SshError

const SSH_OPEN_ADMINISTRATIVELY_PROHIBITED = 1

/** Why a jump host did not get through (RFC 4254 section 5.1: a reason as a number, and words, in which OpenSSH hands on what its system said). */
function jumpFailure(error: unknown, { host, port }: SshAttempt, via: string, fail: Fail): SshError {
  const { message: said } = readRaw(error)
  const { reason } = error as { reason?: unknown }
  const where = `port ${port} of ${host}`
  const more = { via }
  if (reason === SSH_OPEN_ADMINISTRATIVELY_PROHIBITED || /prohibited/i.test(`${String(reason)} ${said}`)) {
    return fail(
      'ssh_jump_refused',
      `${via} does not let connections through to ${where}.`,
      'Its sshd_config forbids it (AllowTcpForwarding, PermitOpen, DisableForwarding), or the key has a restriction in authorized_keys.',
      more,
    )
  }
  if (/refused/i.test(said)) {
    return fail(
      'ssh_refused',
      `Nothing answers on ${where}, seen from ${via}.`,
      'Is SSH running there, or on another port? On the box: sudo systemctl status ssh',
      more,
    )
  }
  if (/timed out/i.test(said)) {
    return fail(
      'ssh_timed_out',
      `No answer from ${where}, seen from ${via}.`,
      'A firewall or a wrong address is likely.',
      more,
    )
  }
  return fail(
    'ssh_unreachable',
    `${via} does not reach ${where}.`,
    'Check the address as that box knows it: names and private addresses are looked up there, not here.',
    more,
  )
}

function handshakeFailure(raw: RawError, timedOut: boolean, attempt: SshAttempt, fail: Fail): SshError {
  const where = `port ${attempt.port} of ${attempt.host}`
  if (/no matching|no mutual/i.test(raw.message)) {
    return fail(
      'ssh_no_common_algorithm',
      `The SSH server on ${where} and Headwater have no encryption method in common.`,
      'The server is very old, or restricted in its sshd_config (KexAlgorithms, HostKeyAlgorithms, Ciphers). Update it or allow a current method.',
    )
  }
  if (attempt.first_line !== null && !attempt.first_line.startsWith('SSH-')) {
    return fail(
      'ssh_not_ssh',
      `What answers on ${where} is not SSH; it says: ${attempt.first_line}`,
      'SSH probably listens on another port.',
    )
  }
  if (timedOut) {
    return attempt.first_line === null
      ? fail(
          'ssh_not_ssh',
          `Something on ${where} takes the connection but does not speak SSH.`,
          'SSH probably listens on another port, or the box is too busy to answer.',
        )
      : fail(
          'ssh_timed_out',
          `The SSH server on ${where} stopped answering while keys were exchanged.`,
          'The box may be overloaded, or the network loses large packets (an MTU that is too high does that).',
        )
  }
  return fail(
    'ssh_hung_up',
    `The SSH server on ${where} hung up before asking who we are.`,
    'It may be starting up, have too many connections at once, or block this address (fail2ban, hosts.deny). Wait a minute and check again.',
    HANG_UP_CODES.has(raw.code ?? '') ? {} : { first_line: attempt.first_line },
  )
}

function loginFailure(raw: RawError, timedOut: boolean, attempt: SshAttempt, fail: Fail): SshError {
  const { user, methods_accepted, tried, partial, code_wanted, public_key_line } = attempt
  const more = { user, methods_accepted, tried, public_key_line }
  const accepts = methods_accepted === null || methods_accepted.length === 0 ? null : methods_accepted.join(', ')
  if (timedOut) {
    return fail(
      'ssh_login_timed_out',
      `The server took too long to let ${user} in.`,
      'Slow name lookups on the box (UseDNS), a directory service or a hanging login script are likely.',
      more,
    )
  }
  const refused = raw.level === 'client-authentication' || /authentication/i.test(raw.message)
  if (!refused) {
    return fail(
      'ssh_hung_up',
      `The server hung up while ${user} was logging in.`,
      'Its log says why: sudo journalctl -u ssh -n 20',
      more,
    )
  }
  if (code_wanted) {
    return fail(
      'ssh_code_wanted',
      `The server asks user ${user} for a one-time code.`,
      'Give the code that the authenticator app shows now, or use a user without a second factor for Headwater.',
      more,
    )
  }
  if (partial) {
    return fail(
      'ssh_auth_incomplete',
      `The server accepted ${tried.at(-1) ?? 'the first proof'} of user ${user}, and wants one more: ${accepts ?? 'not said'}.`,
      'Give the password as well as the key, or use a user without a second factor for Headwater.',
      more,
    )
  }
  const withWhat = tried.length === 0 ? '' : ` with ${tried.join(' and ')}`
  return fail(
    'ssh_auth_refused',
    `The server said no to user ${user}${withWhat}.${accepts === null ? '' : ` Methods it accepts: ${accepts}.`}`,
    refusalHint(attempt),
    more,
  )
}

/** What to try next, of what the server takes. */
function refusalHint({ user, methods_accepted, tried, public_key_line }: SshAttempt): string {
  const canKey = methods_accepted?.includes('publickey') ?? true
  const canPassword = methods_accepted?.some((method) => method !== 'publickey' && method !== 'none') ?? true
  // Many images make a user of their own and close root's login.
  const root = user === 'root' ? ' Many servers refuse root: try the user your provider made for you.' : ''
  if (tried.length === 0) {
    const proof = [canKey ? 'a key' : null, canPassword ? 'a password' : null].filter((each) => each !== null)
    return `Give ${proof.join(' or ')}.${root}`
  }
  if (public_key_line !== null && canKey) {
    return `To let this key in, add this line to ~${user}/.ssh/authorized_keys on the box: ${public_key_line}${root}`
  }
  if (!canKey) return `This server takes no keys: give the password.${root}`
  if (!canPassword) return `This server takes no passwords: give a key.${root}`
  return `Check the user name and the password.${root}`
}
