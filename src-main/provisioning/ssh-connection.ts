import type { ServerHostKeyAlgorithm } from 'ssh2'
import type { SshHop, SshTarget } from '#contract/provisioning.ts'
import { type HostKey, hostKeyKinds, otherHostKeyKinds, parseFingerprint } from './host-key.ts'
import { openAgent } from './login-methods.ts'
import { readPrivateKey } from './private-key.ts'
import { SshError } from './ssh-errors.ts'
import { defaultDeadlines, type LoginDeadlines, type LoginRequest, type LoginResult, logIn } from './ssh-login.ts'
import { type SshConnection, sshSession } from './ssh-session.ts'

export type { SshConnection } from './ssh-session.ts'

/** What came of knocking at a box, or at a jump host before it. */
export type SshOpening =
  | {
      readonly state: 'unconfirmed'
      readonly host_key: HostKey
      /** Whose key it is: the box's, or that of the first jump host nobody has confirmed yet. */
      readonly host: string
      readonly port: number
    }
  | { readonly state: 'confirmed'; readonly connection: SshConnection }

/** A host key that somebody confirmed before. */
export interface KnownHostKey extends HostKey {
  /** RFC 3339. */
  readonly confirmed_at: string
}

/** The host keys that were confirmed before, and where newly confirmed ones are kept. */
export interface KnownHosts {
  find(host: string, port: number): readonly KnownHostKey[]
  /** Told of a key that a person confirmed, once the server has shown it. */
  confirmed(host: string, port: number, key: HostKey): void
}

/** What {@link openSshConnection} may be told besides the target. */
export interface OpeningOptions {
  readonly deadlines?: LoginDeadlines
  /** Without it, only the fingerprint of the target counts. */
  readonly known_hosts?: KnownHosts
}

/**
 * Connects to a box, through its jump hosts where it has any. Each of them shows its host key: one that is known is accepted, one that
 * the target confirms is accepted and remembered; without either, nothing but the key is looked at, and no proof is sent.
 * @throws {SshError} ssh_host_key_changed where the server has no key that is known or confirmed, and whatever else fails
 */
export async function openSshConnection(
  { jump, ...target }: SshTarget,
  signal: AbortSignal,
  options: OpeningOptions = {},
): Promise<SshOpening> {
  let via: SshConnection | null = null
  try {
    for (const hop of jump) {
      const opening = await openHop(hop, via, signal, options)
      if (opening.state === 'unconfirmed') {
        await via?.[Symbol.asyncDispose]()
        return opening
      }
      via = opening.connection
    }
    const opening = await openHop(target, via, signal, options)
    if (opening.state === 'unconfirmed') await via?.[Symbol.asyncDispose]()
    return opening
  } catch (error) {
    await via?.[Symbol.asyncDispose]()
    throw error
  }
}

async function openHop(
  hop: SshHop,
  via: SshConnection | null,
  signal: AbortSignal,
  { deadlines = defaultDeadlines, known_hosts }: OpeningOptions,
): Promise<SshOpening> {
  const { port, user } = hop
  const host = hop.host.replace(/^\[(.*)\]$/, '$1')
  const known = known_hosts?.find(host, port) ?? []
  const named = hop.host_key_fingerprint === null ? null : parseFingerprint(hop.host_key_fingerprint)
  const nobody = { key: null, agent: null, password: null, one_time_code: null }
  if (known.length === 0 && named === null) {
    const shown = await logIn({ host, port, user, via, ...nobody, acceptHostKey: () => false }, deadlines, signal)
    if (shown.state !== 'key_not_accepted') throw new Error('a login that accepts no key was let in')
    return { state: 'unconfirmed', host_key: shown.host_key, host, port }
  }
  const trusted = known.length > 0 ? known.map(({ fingerprint }) => fingerprint) : [named]
  const request: LoginRequest = {
    host,
    port,
    user,
    via,
    ...(await readProofs(hop)),
    acceptHostKey: (key) => trusted.includes(key.fingerprint),
  }
  const result = await logInToTrusted(request, known, deadlines, signal)
  if (result.state === 'key_not_accepted') throw keyChanged(hop, known, named, result.host_key)
  if (known.length === 0) known_hosts?.confirmed(host, port, result.host_key)
  return { state: 'confirmed', connection: sshSession(result, request, deadlines.login_ms) }
}

/**
 * Logs in, asking for one kind of host key after the other: a server shows the kind it is asked for, and another kind than the one somebody
 * compared is no changed key. What comes back where none is accepted is the first key it showed.
 */
async function logInToTrusted(
  request: LoginRequest,
  known: readonly HostKey[],
  deadlines: LoginDeadlines,
  signal: AbortSignal,
): Promise<Exclude<LoginResult, { state: 'no_such_key_kind' }>> {
  const ask = (host_key_kinds: readonly ServerHostKeyAlgorithm[] | undefined) =>
    logIn({ ...request, host_key_kinds }, deadlines, signal)
  if (known.length > 0) {
    const asked = await ask(kindsOf(known))
    if (asked.state !== 'no_such_key_kind') return asked
  }
  const first = await ask(undefined)
  if (first.state === 'no_such_key_kind') throw new Error('a login that asked for no kind of key was refused one')
  if (first.state === 'let_in' || known.length > 0) return first
  for (const kinds of otherHostKeyKinds(first.host_key.algorithm)) {
    const next = await ask(kinds)
    if (next.state === 'let_in') return next
  }
  return first
}

function kindsOf(known: readonly HostKey[]): readonly ServerHostKeyAlgorithm[] {
  return hostKeyKinds.flatMap((kind) =>
    known.some(({ algorithm }) => kind.some((each) => each === algorithm)) ? kind : [],
  )
}

async function readProofs({ host, port, user, private_key, passphrase, password, one_time_code, agent }: SshHop) {
  const proofs = {
    key: private_key === null ? null : await readPrivateKey(private_key, passphrase),
    agent: agent ? await openAgent(process.env.SSH_AUTH_SOCK) : null,
    password,
    one_time_code,
  }
  if (proofs.key === null && proofs.agent === null && password === null && one_time_code === null) {
    throw new SshError(
      'ssh_no_credentials',
      `Nothing was given to log in with as ${user}.`,
      'Give a key or a password.',
      { host, port, user },
    )
  }
  return proofs
}

function keyChanged(
  { host, port }: SshHop,
  known: readonly KnownHostKey[],
  named: string | null,
  shown: HostKey,
): SshError {
  const before = known.find(({ algorithm }) => algorithm === shown.algorithm) ?? known[0]
  return new SshError(
    'ssh_host_key_changed',
    `${host} shows another host key than the confirmed one; Headwater stopped before sending anything.`,
    'This happens when a server was reinstalled, or when someone intercepts the connection. Only if you know that it was reinstalled, compare the new fingerprint on the box and confirm it.',
    {
      host,
      port,
      confirmed: before?.fingerprint ?? named,
      confirmed_algorithm: before?.algorithm ?? null,
      confirmed_at: before?.confirmed_at ?? null,
      shown: shown.fingerprint,
      shown_algorithm: shown.algorithm,
      shown_at: new Date().toISOString(),
    },
  )
}
