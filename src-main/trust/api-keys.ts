import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { ApiKeyInfo, ApiKeyScope } from '#contract/operators.ts'
import type { ApiKeysTable } from '../store/tables.ts'
import type { Operator } from './operator.ts'
import type { Principal } from './principal.ts'
import { hashSecret, isSecret, mintSecret, secretMatches, shownPrefix } from './secret.ts'
import type { TrustContext } from './trust-context.ts'
import { TrustError } from './trust-error.ts'

/** A key's last use is written at most so often, in ms. */
const LAST_USED_INTERVAL_MS = 60_000

/** Keys in force of one operator. */
const MAX_KEYS = 100

/** How a key is made. */
export interface ApiKeyWish {
  readonly name: string
  /** Null: until it is revoked. */
  readonly ttl_ms: number | null
  /** Null: all that the role of its operator may. */
  readonly scopes: readonly ApiKeyScope[] | null
  readonly reason: string | null
}

/** With what programs prove themselves. A key has the role that its operator has at that moment, and no more. */
export class ApiKeys {
  readonly #context: TrustContext
  readonly #onEnded: () => void

  constructor(context: TrustContext, onEnded: () => void) {
    this.#context = context
    this.#onEnded = onEnded
  }

  /** @throws {TrustError} too_many_api_keys */
  create(operator: Operator, wish: ApiKeyWish, actor: string): { info: ApiKeyInfo; key: string } {
    const { store } = this.#context
    if (this.list(operator.id).filter(({ state }) => state === 'active').length >= MAX_KEYS) {
      throw new TrustError(
        'too_many_api_keys',
        `${operator.name} has ${MAX_KEYS} API keys already.`,
        'Revoke those that nothing uses any more.',
      )
    }
    const key = mintSecret('sk')
    const id = randomUUID()
    const prefix = shownPrefix(key)
    const expires_at = wish.ttl_ms === null ? null : this.#context.at(wish.ttl_ms)
    const scopes = wish.scopes === null ? null : [...new Set(wish.scopes)]
    store.run(
      store.db.insertInto('api_keys').values({
        id,
        prefix,
        key_hash: hashSecret(key),
        operator_id: operator.id,
        name: wish.name,
        created_at: this.#context.at(),
        expires_at,
        scopes_json: scopes === null ? null : JSON.stringify(scopes),
      }),
    )
    this.#context.record({
      type: 'api_key.created',
      actor,
      message: `API key ${prefix}… (${wish.name}) was made for ${operator.name}.`,
      data: { api_key_id: id, prefix, before: null, after: { scopes, expires_at }, reason: wish.reason },
    })
    return { info: this.#get(id), key }
  }

  /** @param of whose it has to be; null: anybody's. @throws {TrustError} api_key_not_found */
  revoke(id: string, of: string | null, actor: string, reason: string | null): ApiKeyInfo {
    const { store } = this.#context
    const revoked_at = this.#context.at()
    const key = store.first(
      store.db
        .updateTable('api_keys')
        .set({ revoked_at })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .$if(of !== null, (query) => query.where('operator_id', '=', of))
        .returning(['prefix', 'name']),
    )
    if (key === undefined) {
      throw new TrustError('api_key_not_found', `There is no API key ${id} in force.`, 'Read which keys there are.')
    }
    this.#context.record({
      type: 'api_key.revoked',
      actor,
      message: `API key ${key.prefix}… (${key.name}) was revoked.`,
      data: { api_key_id: id, prefix: key.prefix, before: { revoked_at: null }, after: { revoked_at }, reason },
    })
    this.#onEnded()
    return this.#get(id)
  }

  /** The newest first; those that ended stay for 30 days. @param of an operator's id; null: everybody's */
  list(of: string | null): ApiKeyInfo[] {
    return this.#rows()
      .filter((row) => of === null || row.operator_id === of)
      .map((row) => this.#info(row))
  }

  by(key: string): Principal | null {
    if (!isSecret('sk', key)) return null
    const { store } = this.#context
    const found = store.first(
      store.db
        .selectFrom('api_keys as key')
        .innerJoin('operators as operator', 'operator.id', 'key.operator_id')
        .selectAll('key')
        .select(['operator.name as operator_name', 'operator.role'])
        .where('key.key_hash', '=', hashSecret(key)),
    )
    if (found === undefined || !secretMatches(key, found.key_hash) || found.revoked_at !== null) return null
    const now = this.#context.now_ms()
    if (found.expires_at !== null && Date.parse(found.expires_at) <= now) return null
    if (found.last_used_at === null || now - Date.parse(found.last_used_at) >= LAST_USED_INTERVAL_MS) {
      const last_used_at = this.#context.at()
      store.spare(() => store.run(store.db.updateTable('api_keys').set({ last_used_at }).where('id', '=', found.id)))
    }
    return {
      actor: `api_key:${found.prefix}`,
      operator_id: found.operator_id,
      operator_name: found.operator_name,
      role: found.role,
      by: 'api_key',
      expires_at: found.expires_at,
      session_id: null,
      scopes: scopesOf(found.scopes_json),
      proven_until: null,
    }
  }

  #get(id: string): ApiKeyInfo {
    const row = this.#rows().find((one) => one.id === id)
    if (row === undefined) throw new Error(`the API key ${id} is gone`)
    return this.#info(row)
  }

  #rows() {
    const { store } = this.#context
    return store.all(
      store.db
        .selectFrom('api_keys as key')
        .innerJoin('operators as operator', 'operator.id', 'key.operator_id')
        .selectAll('key')
        .select(['operator.name as operator_name', 'operator.role'])
        .orderBy('key.created_at', 'desc')
        .orderBy('key.id'),
    )
  }

  #info(row: Selectable<ApiKeysTable> & Pick<ApiKeyInfo, 'operator_name' | 'role'>): ApiKeyInfo {
    const { key_hash: _, scopes_json, revoked_at, ...shown } = row
    const ran_out = row.expires_at !== null && row.expires_at <= this.#context.at()
    return {
      ...shown,
      scopes: scopesOf(scopes_json),
      state: revoked_at !== null ? 'revoked' : ran_out ? 'expired' : 'active',
    }
  }
}

function scopesOf(scopes_json: string | null): ApiKeyScope[] | null {
  return scopes_json === null ? null : (JSON.parse(scopes_json) as ApiKeyScope[])
}
