import { setTimeout as pause } from 'node:timers/promises'
import type { SshTarget } from '#contract/provisioning.ts'
import type { ProvisioningRun, ShownHostKey } from '#contract/provisioning-run.ts'
import type { Box } from '../box.ts'
import type { HostKey } from '../host-key.ts'
import { SshError } from '../ssh-errors.ts'
import type { KeyOfHost } from './stored-run.ts'

/** A box that one is logged in to. */
export interface OpenBox extends AsyncDisposable {
  readonly box: Box
  readonly host_key: HostKey
  /** Whether nothing gets through to it any more. */
  isLost(): Promise<boolean>
}

/** Logs in to a box, or shows its host key where that is not known. @throws {SshError} */
export type ConnectBox = (
  target: SshTarget,
  actor: string,
  signal: AbortSignal,
) => Promise<({ readonly state: 'unconfirmed' } & KeyOfHost) | { readonly state: 'open'; readonly open: OpenBox }>

type WaitingFor = NonNullable<ProvisioningRun['waiting_for']>

/** Thrown where a run cannot go on until a person has said something. */
export class WaitForPerson extends Error {
  readonly waiting_for: WaitingFor
  /** Whose key is asked about; null: none is. */
  readonly shown: KeyOfHost | null
  constructor(waiting_for: WaitingFor, shown: KeyOfHost | null = null, options?: ErrorOptions) {
    super(waiting_for.text, options)
    this.name = 'WaitForPerson'
    this.waiting_for = waiting_for
    this.shown = shown
  }
}

/** Pauses before each further attempt to get back to a box that one was connected to, in ms. */
export const RECONNECT_PAUSES_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000]

const CREDENTIALS = new Set([
  'ssh_auth_refused',
  'ssh_auth_incomplete',
  'ssh_key_needs_passphrase',
  'ssh_key_wrong_passphrase',
  'ssh_key_unreadable',
  'ssh_no_credentials',
  'ssh_password_expired',
])
const TRANSIENT = new Set([
  'ssh_timed_out',
  'ssh_login_timed_out',
  'ssh_command_timed_out',
  'ssh_refused',
  'ssh_unreachable',
  'ssh_name_not_found',
  'ssh_hung_up',
  'ssh_connection_lost',
  'ssh_channel_refused',
])

/** Connects; where the box is known to have been there, tries again for a while. @throws {WaitForPerson | SshError} */
export async function reachBox(
  connect: ConnectBox,
  target: SshTarget | null,
  pauses_ms: readonly number[],
  surroundings: {
    readonly say: (text: string) => void
    /** What there is to know of a key that a box shows. */
    readonly judged: (shown: KeyOfHost) => ShownHostKey
    /** On whose behalf, for the host keys that are confirmed by it. */
    readonly actor: string
  },
  signal: AbortSignal,
): Promise<OpenBox> {
  const { say, judged, actor } = surroundings
  if (target === null) {
    const text = 'The login of this run is not kept any more. Give it again.'
    throw new WaitForPerson({ what: 'credentials', text, host_key: null })
  }
  for (const pause_ms of [...pauses_ms, null]) {
    try {
      const opening = await connect(target, actor, signal)
      if (opening.state === 'open') return opening.open
      throw toConfirm(opening, judged(opening))
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof SshError)) throw error
      const needed = personNeeded(error, judged)
      if (needed !== null) throw needed
      if (pause_ms === null || !TRANSIENT.has(error.code)) throw error
      say(`${error.message} It is tried again in ${pause_ms / 1_000} s.`)
      await pause(pause_ms, undefined, { signal })
    }
  }
  throw new Error('there is always a last attempt')
}

function toConfirm(shown: KeyOfHost, judged: ShownHostKey): WaitForPerson {
  const { host, host_key } = shown
  const file = `/etc/ssh/ssh_host_${/ed25519|ecdsa|rsa/.exec(host_key.algorithm)?.[0] ?? '*'}_key.pub`
  const text = `${host} shows the ${host_key.algorithm} key ${host_key.fingerprint}. Nothing was sent to it yet. Compare the key with what the box says on its console (ssh-keygen -lf ${file}) or your provider shows, then confirm it.`
  return new WaitForPerson({ what: 'host_key', text, host_key: judged }, shown)
}

function personNeeded(error: SshError, judged: (shown: KeyOfHost) => ShownHostKey): WaitForPerson | null {
  const { code, message, hint, details } = error
  const text = hint === null ? message : `${message} ${hint}`
  if (code === 'ssh_host_key_changed') {
    const shown = shownIn(details)
    const host_key = shown === null ? null : judged(shown)
    return new WaitForPerson({ what: 'changed_host_key', text, host_key }, shown, { cause: error })
  }
  if (!CREDENTIALS.has(code)) return null
  return new WaitForPerson({ what: 'credentials', text, host_key: null }, null, { cause: error })
}

function shownIn({ host, port, shown, shown_algorithm }: SshError['details']): KeyOfHost | null {
  if (typeof host !== 'string' || typeof port !== 'number') return null
  if (typeof shown !== 'string' || typeof shown_algorithm !== 'string') return null
  return { host, port, host_key: { algorithm: shown_algorithm, fingerprint: shown } }
}
