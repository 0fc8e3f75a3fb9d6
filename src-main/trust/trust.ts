import type { Fingerprint } from '#contract/ids.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Store } from '../store/store.ts'
import { Accounts } from './accounts.ts'
import { ApiKeys } from './api-keys.ts'
import { ClusterTokens } from './cluster-tokens.ts'
import { EnrollmentTokens, type TokenUse } from './enrollment-tokens.ts'
import { KnownDevices } from './known-devices.ts'
import type { Operator } from './operator.ts'
import { Operators } from './operators.ts'
import { Passkeys } from './passkeys.ts'
import { Passwords } from './passwords.ts'
import type { Principal } from './principal.ts'
import { RecoveryCodes } from './recovery-codes.ts'
import { SecondFactors } from './second-factors.ts'
import { hashSecret, mintSecret, secretMatches } from './secret.ts'
import { Sessions } from './sessions.ts'
import { SignIn } from './sign-in.ts'
import { SignInLinks } from './sign-in-links.ts'
import { sweepEnded } from './sweep-ended.ts'
import { type Seal, Totp } from './totp.ts'
import { TrustContext } from './trust-context.ts'
import { WallLinks } from './wall-links.ts'

/** What trust is built on. */
export interface TrustOptions {
  readonly store: Store
  readonly activity: ActivityLog
  /** Milliseconds since 1970; default `Date.now`. */
  readonly clock?: () => number
  /** By what secrets lie sealed; without it no authenticator app can be set up. */
  readonly data_key?: Seal
  /** Of the authority that enrollment tokens let boxes know the origin by. Absent, or null: they carry none. */
  readonly authorityFingerprint?: () => Fingerprint | null
}

const NO_DATA_KEY: Seal = {
  seal: () => {
    throw new Error('there is no data key to seal by')
  },
  open: () => {
    throw new Error('there is no data key to open by')
  },
}

/** Time between two removals of what has run out, in ms. */
const SWEEP_INTERVAL_MS = 3_600_000

/**
 * Who may do what: operators with their sign-in links, sessions and API keys, enrollment tokens, and the credentials of
 * nodes. Synchronous, but for passwords: what a call returned is on disk. Secrets are returned once, by the call that makes them.
 */
export class Trust {
  readonly operators: Operators
  readonly sessions: Sessions
  readonly accounts: Accounts
  readonly api_keys: ApiKeys
  readonly sign_in: SignIn
  readonly second_factors: SecondFactors
  readonly passkeys: Passkeys
  readonly wall_links: WallLinks
  readonly devices: KnownDevices
  readonly cluster_tokens: ClusterTokens
  readonly #context: TrustContext
  readonly #links: SignInLinks
  readonly #tokens: EnrollmentTokens
  readonly #ended_listeners = new Set<() => void>()
  #next_sweep_at = 0

  constructor(options: TrustOptions) {
    const { store, activity, clock = Date.now, data_key = NO_DATA_KEY } = options
    const context = new TrustContext(store, activity, clock)
    const onEnded = () => {
      for (const listener of this.#ended_listeners) listener()
    }
    const passwords = new Passwords()
    this.#context = context
    this.#links = new SignInLinks(context)
    this.operators = new Operators(context, onEnded)
    this.sessions = new Sessions(context, onEnded)
    this.api_keys = new ApiKeys(context, onEnded)
    this.wall_links = new WallLinks(context, onEnded)
    this.devices = new KnownDevices(context)
    this.passkeys = new Passkeys(context)
    const codes = new RecoveryCodes(context)
    this.second_factors = new SecondFactors(context, this.operators, new Totp(context, data_key), codes)
    const { operators, sessions, second_factors, passkeys, wall_links, devices } = this
    const parts = { context, operators, sessions, passwords, second_factors, links: this.#links }
    this.accounts = new Accounts(parts)
    this.sign_in = new SignIn({ ...parts, passkeys, wall_links, devices })
    this.#tokens = new EnrollmentTokens(store, activity, clock, options.authorityFingerprint)
    this.cluster_tokens = new ClusterTokens(store, activity, clock)
  }

  /** Told when sessions or keys ended before their time, or may less than before. Call what it returns to hear no more. */
  onAccessEnded(listener: () => void): () => void {
    this.#ended_listeners.add(listener)
    return () => void this.#ended_listeners.delete(listener)
  }

  /** The installation's first owner; made at the first call. */
  ensureOwner(): Operator {
    return this.operators.ensureOwner()
  }

  /** A token that signs this operator in once, within `ttl_ms`. @throws {TrustError} operator_not_found */
  createSignInLink(operator_id: string, ttl_ms: number): string {
    this.#sweep()
    return this.#links.create(this.operators.get(operator_id), ttl_ms).token
  }

  /** @throws {TrustError} operator_name_taken, too_many_operators */
  invite(
    wish: { readonly name: string; readonly role: Operator['role']; readonly reason: string | null },
    ttl_ms: number,
    actor: string,
  ): { id: string; token: string; expires_at: string } {
    return this.#context.store.transaction(() => {
      const operator = this.operators.invite(wish, actor)
      return { id: operator.id, ...this.#links.create(operator, ttl_ms) }
    })
  }

  /**
   * A link that an owner makes for somebody; those made before end.
   * @throws {TrustError} operator_not_found
   */
  makeLink(
    operator_id: string,
    wish: { readonly ttl_ms: number; readonly reason: string | null },
    actor: string,
  ): { token: string; expires_at: string } {
    this.#sweep()
    return this.#context.store.transaction(() => {
      const operator = this.operators.get(operator_id)
      this.#links.endOf(operator_id)
      const link = this.#links.create(operator, wish.ttl_ms)
      this.#context.record({
        type: 'operator.link_made',
        actor,
        message: `A sign-in link was made for ${operator.name}; it is good once, until ${link.expires_at}.`,
        data: { operator_id, expires_at: link.expires_at, reason: wish.reason },
      })
      return link
    })
  }

  /** Who is behind a session's cookie or an API key; null where the proof is unknown, expired or revoked. */
  authenticate(proof: {
    readonly cookie?: string | undefined
    readonly bearer?: string | undefined
  }): Principal | null {
    this.#sweep()
    // A request that shows a key means the key: falling back to the cookie would hide that the key was refused.
    if (proof.bearer !== undefined) return this.api_keys.by(proof.bearer)
    return proof.cookie === undefined ? null : this.sessions.by(proof.cookie)
  }

  /** A key for all that its operator may. @param ttl_ms null: until it is revoked */
  createApiKey(operator_id: string, name: string, ttl_ms: number | null): { id: string; key: string } {
    this.#sweep()
    const operator = this.operators.get(operator_id)
    const { info, key } = this.api_keys.create(
      operator,
      { name, ttl_ms, scopes: null, reason: null },
      `operator:${operator.name}`,
    )
    return { id: info.id, key }
  }

  /** @throws {TrustError} api_key_not_found */
  revokeApiKey(id: string, actor: string): void {
    this.api_keys.revoke(id, null, actor, null)
  }

  createEnrollmentToken(wish: Parameters<EnrollmentTokens['create']>[0]): ReturnType<EnrollmentTokens['create']> {
    this.#sweep()
    return this.#tokens.create(wish)
  }

  /** Every token, newest first; those that ran out stay listed for 30 days. */
  listEnrollmentTokens(): ReturnType<EnrollmentTokens['list']> {
    return this.#tokens.list()
  }

  /** @throws {TrustError} enrollment_token_not_found */
  revokeEnrollmentToken(id: string, actor: string): ReturnType<EnrollmentTokens['revoke']> {
    return this.#tokens.revoke(id, actor)
  }

  /**
   * Takes one use of a token, in one step: of two boxes with a single-use token at the same instant one gets it, in
   * whichever process they ask. Call it inside `store.transaction` with what it is for, so that a box that is refused
   * afterwards has not used the token up.
   * @throws {TrustError} enrollment_token_unknown, _usage_exceeded, _expired, _revoked, _wrong_address, _wrong_name
   */
  consumeEnrollmentToken(token: string, by: TokenUse): ReturnType<EnrollmentTokens['consume']> {
    return this.#tokens.consume(token, by)
  }

  /** A node's credential, and what to store of it. */
  mintNodeCredential(): { credential: string; credential_hash: string } {
    const credential = mintSecret('node')
    return { credential, credential_hash: hashSecret(credential) }
  }

  /** SHA-256 in hexadecimal, by which a secret is looked up. */
  hashSecret(secret: string): string {
    return hashSecret(secret)
  }

  /** Compares in constant time. */
  secretMatches(secret: string, hash: string): boolean {
    return secretMatches(secret, hash)
  }

  #sweep(): void {
    const now = this.#context.now_ms()
    if (now < this.#next_sweep_at) return
    this.#next_sweep_at = now + SWEEP_INTERVAL_MS
    // What has run out is worth nothing, also while it is still there.
    this.#context.store.spare(() => {
      sweepEnded(this.#context)
      this.#tokens.sweep()
    })
  }
}
