import { randomUUID } from 'node:crypto'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Store } from '../store/store.ts'
import { EnrollmentTokens, type TokenUse } from './enrollment-tokens.ts'
import type { Operator } from './operator.ts'
import { OperatorAccess } from './operator-access.ts'
import type { Principal } from './principal.ts'
import { hashSecret, mintSecret, secretMatches } from './secret.ts'
import { TrustError } from './trust-error.ts'

/** What trust is built on. */
export interface TrustOptions {
  readonly store: Store
  readonly activity: ActivityLog
  /** Milliseconds since 1970; default `Date.now`. */
  readonly clock?: () => number
}

/** Time between two removals of what has run out, in ms. */
const SWEEP_INTERVAL_MS = 3_600_000

/**
 * Who may do what: operators with their sign-in links, sessions and API keys, enrollment tokens, and the credentials of
 * nodes. Synchronous: what a call returned is on disk. Secrets are returned once, by the call that makes them.
 */
export class Trust {
  readonly #store: Store
  readonly #clock: () => number
  readonly #access: OperatorAccess
  readonly #tokens: EnrollmentTokens
  #next_sweep_at = 0

  constructor({ store, activity, clock = Date.now }: TrustOptions) {
    this.#store = store
    this.#clock = clock
    this.#access = new OperatorAccess(store, activity, clock)
    this.#tokens = new EnrollmentTokens(store, activity, clock)
  }

  /** The installation's owner; made at the first call. */
  ensureOwner(): Operator {
    const { db } = this.#store
    return this.#store.transaction(() => {
      const owner = this.#store.first(
        db.selectFrom('operators').selectAll().where('role', '=', 'owner').orderBy('created_at').limit(1),
      )
      if (owner !== undefined) return owner
      const made: Operator = {
        id: randomUUID(),
        name: 'owner',
        role: 'owner',
        created_at: new Date(this.#clock()).toISOString(),
      }
      this.#store.run(db.insertInto('operators').values(made))
      return made
    })
  }

  /** @throws {TrustError} operator_not_found */
  operator(operator_id: string): Operator {
    const found = this.#store.first(this.#store.db.selectFrom('operators').selectAll().where('id', '=', operator_id))
    if (found !== undefined) return found
    throw new TrustError('operator_not_found', `There is no operator ${operator_id}.`, 'Read who there is.')
  }

  /** A token that signs this operator in once, within `ttl_ms`. */
  createSignInLink(operator_id: string, ttl_ms: number): string {
    this.#sweep()
    return this.#access.createSignInLink(this.operator(operator_id), ttl_ms)
  }

  /**
   * Trades a sign-in link for a session; of any number of callers at once one gets it.
   * @throws {TrustError} sign_in_link_invalid, sign_in_link_expired
   */
  signIn(
    link_token: string,
    from: { readonly user_agent: string | null; readonly address: string },
  ): { session_token: string; expires_at: string; operator: Operator } {
    this.#sweep()
    const { session_token, expires_at, operator_id } = this.#access.signIn(link_token, from)
    return { session_token, expires_at, operator: this.operator(operator_id) }
  }

  /** Ends a session; nothing happens where there is none. */
  signOut(session_token: string): void {
    this.#access.signOut(session_token)
  }

  /** Who is behind a session's cookie or an API key; null where the proof is unknown, expired or revoked. */
  authenticate(proof: {
    readonly cookie?: string | undefined
    readonly bearer?: string | undefined
  }): Principal | null {
    this.#sweep()
    // A request that shows a key means the key: falling back to the cookie would hide that the key was refused.
    if (proof.bearer !== undefined) return this.#access.byApiKey(proof.bearer)
    return proof.cookie === undefined ? null : this.#access.bySession(proof.cookie)
  }

  /** @param ttl_ms null: until it is revoked */
  createApiKey(operator_id: string, name: string, ttl_ms: number | null): { id: string; key: string } {
    this.#sweep()
    return this.#access.createApiKey(this.operator(operator_id), name, ttl_ms)
  }

  /** @throws {TrustError} api_key_not_found */
  revokeApiKey(id: string, actor: string): void {
    this.#access.revokeApiKey(id, actor)
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
    const now = this.#clock()
    if (now < this.#next_sweep_at) return
    this.#next_sweep_at = now + SWEEP_INTERVAL_MS
    this.#access.sweep()
    this.#tokens.sweep()
  }
}
