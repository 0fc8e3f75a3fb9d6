import { randomUUID } from 'node:crypto'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Store } from '../store/store.ts'
import type { Operator } from './operator.ts'
import type { Principal } from './principal.ts'
import { hashSecret, isSecret, mintSecret, secretMatches, shownPrefix } from './secret.ts'
import { TrustError } from './trust-error.ts'

/** A session ends this long after its last use, and this long after sign-in whatever is done with it, in ms. */
const SESSION_IDLE_MS = 12 * 3_600_000
const SESSION_MAX_MS = 30 * 86_400_000

/** A session's last use is written at most so often, in ms: a panel asks many times a second. */
const LAST_USED_INTERVAL_MS = 60_000

/** How long an API key that ran out or was revoked stays to be looked up, in ms. */
const KEPT_AFTER_END_MS = 30 * 86_400_000

const USER_AGENT_MAX = 256

/** How operators prove themselves: sign-in links, sessions, API keys. */
export class OperatorAccess {
  readonly #store: Store
  readonly #activity: ActivityLog
  readonly #clock: () => number

  constructor(store: Store, activity: ActivityLog, clock: () => number) {
    this.#store = store
    this.#activity = activity
    this.#clock = clock
  }

  createSignInLink(operator: Operator, ttl_ms: number): string {
    const token = mintSecret('signin')
    this.#store.run(
      this.#store.db.insertInto('sign_in_links').values({
        token_hash: hashSecret(token),
        operator_id: operator.id,
        created_at: this.#at(),
        expires_at: this.#at(ttl_ms),
      }),
    )
    return token
  }

  signIn(
    link_token: string,
    from: { readonly user_agent: string | null; readonly address: string },
  ): { session_token: string; expires_at: string; operator_id: string } {
    const token_hash = hashSecret(link_token)
    const session_token = mintSecret('session')
    const expires_at = this.#at(SESSION_IDLE_MS)
    const operator = this.#store.transaction(() => {
      const link = this.#store.first(
        this.#store.db.deleteFrom('sign_in_links').where('token_hash', '=', token_hash).returningAll(),
      )
      if (link === undefined || link.expires_at <= this.#at()) return link
      this.#store.run(
        this.#store.db.insertInto('operator_sessions').values({
          token_hash: hashSecret(session_token),
          operator_id: link.operator_id,
          created_at: this.#at(),
          last_used_at: this.#at(),
          expires_at,
          user_agent: from.user_agent?.slice(0, USER_AGENT_MAX) ?? null,
        }),
      )
      return this.#store.first(
        this.#store.db.selectFrom('operators').select(['id', 'name']).where('id', '=', link.operator_id),
      )
    })
    const hint = 'Make a new one with: headwater origin sign-in-link'
    if (operator === undefined) {
      throw new TrustError('sign_in_link_invalid', 'This sign-in link was used already or was never made.', hint)
    }
    if (!('id' in operator)) throw new TrustError('sign_in_link_expired', 'This sign-in link has run out.', hint)
    this.#record(
      'operator.signed_in',
      `operator:${operator.name}`,
      `${operator.name} signed in from ${from.address}.`,
      {
        operator_id: operator.id,
        address: from.address,
      },
    )
    return { session_token, expires_at, operator_id: operator.id }
  }

  signOut(session_token: string): void {
    const ended = this.#store.first(
      this.#store.db
        .deleteFrom('operator_sessions')
        .where('token_hash', '=', hashSecret(session_token))
        .returning('operator_id'),
    )
    if (ended === undefined) return
    const operator = this.#store.first(
      this.#store.db.selectFrom('operators').select('name').where('id', '=', ended.operator_id),
    )
    const name = operator?.name ?? ended.operator_id
    this.#record('operator.signed_out', `operator:${name}`, `${name} signed out.`, { operator_id: ended.operator_id })
  }

  bySession(session_token: string): Principal | null {
    if (!isSecret('session', session_token)) return null
    const token_hash = hashSecret(session_token)
    const session = this.#store.first(
      this.#store.db
        .selectFrom('operator_sessions as session')
        .innerJoin('operators as operator', 'operator.id', 'session.operator_id')
        .select([
          'session.token_hash',
          'session.created_at',
          'session.last_used_at',
          'session.expires_at',
          'operator.id',
          'operator.name',
          'operator.role',
        ])
        .where('session.token_hash', '=', token_hash),
    )
    if (session === undefined || !secretMatches(session_token, session.token_hash)) return null
    const now = this.#clock()
    if (Date.parse(session.expires_at) <= now) return null
    let expires_at = session.expires_at
    if (now - Date.parse(session.last_used_at) >= LAST_USED_INTERVAL_MS) {
      expires_at = new Date(
        Math.min(now + SESSION_IDLE_MS, Date.parse(session.created_at) + SESSION_MAX_MS),
      ).toISOString()
      this.#store.run(
        this.#store.db
          .updateTable('operator_sessions')
          .set({ last_used_at: this.#at(), expires_at })
          .where('token_hash', '=', token_hash),
      )
    }
    return {
      actor: `operator:${session.name}`,
      operator_id: session.id,
      operator_name: session.name,
      role: session.role,
      by: 'session',
      expires_at,
    }
  }

  createApiKey(operator: Operator, name: string, ttl_ms: number | null): { id: string; key: string } {
    const key = mintSecret('sk')
    const id = randomUUID()
    const prefix = shownPrefix(key)
    this.#store.run(
      this.#store.db.insertInto('api_keys').values({
        id,
        prefix,
        key_hash: hashSecret(key),
        operator_id: operator.id,
        name,
        created_at: this.#at(),
        expires_at: ttl_ms === null ? null : this.#at(ttl_ms),
        revoked_at: null,
      }),
    )
    const message = `API key ${prefix}… (${name}) was made for ${operator.name}.`
    this.#record('api_key.created', `operator:${operator.name}`, message, { api_key_id: id, prefix })
    return { id, key }
  }

  revokeApiKey(id: string, actor: string): void {
    const key = this.#store.first(
      this.#store.db
        .updateTable('api_keys')
        .set({ revoked_at: this.#at() })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .returning(['prefix', 'name']),
    )
    if (key === undefined) {
      throw new TrustError('api_key_not_found', `There is no API key ${id} in force.`, 'Read which keys there are.')
    }
    const message = `API key ${key.prefix}… (${key.name}) was revoked.`
    this.#record('api_key.revoked', actor, message, { api_key_id: id, prefix: key.prefix })
  }

  byApiKey(key: string): Principal | null {
    if (!isSecret('sk', key)) return null
    const found = this.#store.first(
      this.#store.db
        .selectFrom('api_keys as key')
        .innerJoin('operators as operator', 'operator.id', 'key.operator_id')
        .select([
          'key.key_hash',
          'key.prefix',
          'key.expires_at',
          'key.revoked_at',
          'operator.id',
          'operator.name',
          'operator.role',
        ])
        .where('key.key_hash', '=', hashSecret(key)),
    )
    if (found === undefined || !secretMatches(key, found.key_hash) || found.revoked_at !== null) return null
    if (found.expires_at !== null && Date.parse(found.expires_at) <= this.#clock()) return null
    return {
      actor: `api_key:${found.prefix}`,
      operator_id: found.id,
      operator_name: found.name,
      role: found.role,
      by: 'api_key',
      expires_at: found.expires_at,
    }
  }

  /** Removes what has run out. */
  sweep(): void {
    const { db } = this.#store
    const long_ago = this.#at(-KEPT_AFTER_END_MS)
    this.#store.run(db.deleteFrom('sign_in_links').where('expires_at', '<=', this.#at()))
    this.#store.run(db.deleteFrom('operator_sessions').where('expires_at', '<=', this.#at()))
    this.#store.run(
      db
        .deleteFrom('api_keys')
        .where((or) => or.or([or('expires_at', '<=', long_ago), or('revoked_at', '<=', long_ago)])),
    )
  }

  #at(offset_ms = 0): string {
    return new Date(this.#clock() + offset_ms).toISOString()
  }

  #record(type: string, actor: string, message: string, data: Record<string, unknown>): void {
    this.#activity.record({ type, severity: 'info', actor, node_id: null, stream_path: null, message, data })
  }
}
