import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { StreamPath } from '#contract/ids.ts'
import {
  type CreateSigningKey,
  MAX_SIGNING_KEYS,
  type SignAddress,
  type SigningKey,
  signedText,
  type ToldSigningKey,
} from '#contract/signing-key.ts'
import { patternFits } from '#contract/stream-policy.ts'
import { GRANT_MAC_BYTES, type WatchPass, watchText } from '#contract/watch-grant.ts'
import type { ActivityLog } from '../../store/activity-log.ts'
import type { Store } from '../../store/store.ts'
import type { SigningKeysTable } from '../../store/tables.ts'
import type { DataKey } from '../data-key.ts'
import { mintSecret, shownPrefix } from '../secret.ts'
import { AccessError } from './access-error.ts'

export interface SigningKeysOptions {
  readonly store: Store
  readonly activity: ActivityLog
  /** Keys lie sealed by it. */
  readonly data_key: Pick<DataKey, 'seal' | 'open'>
  /** Wall clock, in ms. */
  readonly clock: () => number
  readonly onChanged: () => void
}

type Row = Selectable<SigningKeysTable>
const PURPOSE = 'access:signing-key'
/** The row of the key that nodes make grants of HLS with; nobody signs addresses with it. */
const WATCH = 'watch'

/** What addresses of streams are signed with, and what nodes let viewers of HLS go on with. */
export class SigningKeys {
  readonly #options: SigningKeysOptions
  readonly watch_key: string
  #keys: readonly { readonly row: Row; readonly key: string }[] = []

  constructor(options: SigningKeysOptions) {
    this.#options = options
    this.watch_key = this.#watchKey()
    this.#read()
  }

  /** Those that are good, the newest first. */
  list(): SigningKey[] {
    return this.#keys.map(({ row }) => info(row))
  }

  /** As nodes are told. */
  get told(): ToldSigningKey[] {
    return this.#keys.map(({ row: { id, pattern, use }, key }) => ({ id, use: knownUse(use), pattern, key }))
  }

  /** @returns the key, which is shown this once @throws {AccessError} too_many_signing_keys */
  create({ use, pattern, label }: CreateSigningKey, actor: string): { info: SigningKey; key: string } {
    const { store, onChanged } = this.#options
    if (this.#keys.length >= MAX_SIGNING_KEYS) {
      throw new AccessError('too_many_signing_keys', `there are ${MAX_SIGNING_KEYS} signing keys already`, {
        hint: 'Revoke those that nobody signs with any more.',
      })
    }
    const key = mintSecret('sign')
    const row = this.#row(key, { use, pattern, label, actor })
    store.transaction(() => {
      store.run(store.db.insertInto('signing_keys').values(row))
      this.#record('created', row, actor, `was made for ${pattern}`)
    })
    this.#read()
    onChanged()
    return { info: info(row), key }
  }

  /** Nothing that was signed with it opens anything any more; who watches goes on. @throws {AccessError} signing_key_not_found */
  revoke(id: string, actor: string): SigningKey {
    const { store, onChanged } = this.#options
    const row = this.#keys.find((one) => one.row.id === id)?.row
    if (row === undefined) {
      throw new AccessError('signing_key_not_found', `there is no signing key ${id}, or it is revoked already`, {
        hint: 'GET /api/v1/signing-keys lists all of them.',
      })
    }
    const revoked = { ...row, revoked_at: this.#at() }
    store.transaction(() => {
      store.run(store.db.deleteFrom('signing_keys').where('id', '=', id))
      this.#record('revoked', row, actor, 'was revoked')
    })
    this.#read()
    onChanged()
    return info(revoked)
  }

  /** Signs an address of a stream with the newest key for it. @throws {AccessError} no_signing_key */
  sign(path: StreamPath, { kind, ttl, ip }: SignAddress) {
    const found = this.#keys.find(({ row }) => row.use === 'addresses' && patternFits(row.pattern, path))
    if (found === undefined) {
      throw new AccessError('no_signing_key', `there is no signing key for ${path}`, {
        hint: 'Make one with POST /api/v1/signing-keys.',
      })
    }
    const expire = String(Math.ceil((this.#options.clock() + ttl) / 1_000))
    const token = createHmac('sha256', found.key).update(signedText({ kind, path, expire, ip })).digest('base64url')
    const query = new URLSearchParams({ expire, ...(ip === null ? {} : { ip }), token })
    return {
      query: query.toString(),
      expires_at: new Date(Number(expire) * 1_000).toISOString(),
      signing_key_id: found.row.id,
    }
  }

  /** Lets who is signed in here begin to watch a stream for so long, in ms: as nodes let viewers go on that they let in. */
  watchPass(path: StreamPath, ttl_ms: number): WatchPass {
    const session = randomBytes(12).toString('base64url')
    const until_s = Math.ceil((this.#options.clock() + ttl_ms) / 1_000)
    const until = until_s.toString(36)
    const text = watchText({ path, session, ip: null }, until)
    const mac = createHmac('sha256', this.watch_key).update(text).digest().subarray(0, GRANT_MAC_BYTES)
    const query = new URLSearchParams({ session, grant: `${until}.${mac.toString('base64url')}` })
    return { query: query.toString(), expires_at: new Date(until_s * 1_000).toISOString() }
  }

  #watchKey(): string {
    const { store, data_key } = this.#options
    const { db } = store
    const kept = store.first(db.selectFrom('signing_keys').selectAll().where('use', '=', WATCH))
    if (kept !== undefined) return data_key.open(PURPOSE, kept.sealed_key).toString()
    const key = randomBytes(32).toString('base64url')
    const row = this.#row(key, { use: WATCH, pattern: '*', label: null, actor: 'origin' })
    store.run(db.insertInto('signing_keys').values(row))
    return key
  }

  #row(
    key: string,
    { use, pattern, label, actor }: Pick<Row, 'use' | 'pattern' | 'label'> & { readonly actor: string },
  ): Row {
    return {
      ...{ id: randomUUID(), use, pattern, label, prefix: use === WATCH ? '' : shownPrefix(key) },
      sealed_key: this.#options.data_key.seal(PURPOSE, Buffer.from(key)),
      ...{ created_at: this.#at(), created_by: actor },
    }
  }

  #read(): void {
    const { store, data_key } = this.#options
    const rows = store.all(
      store.db
        .selectFrom('signing_keys')
        .selectAll()
        .where('use', '!=', WATCH)
        .orderBy('created_at', 'desc')
        .orderBy('id'),
    )
    this.#keys = rows.map((row) => ({ row, key: data_key.open(PURPOSE, row.sealed_key).toString() }))
  }

  #at(): string {
    return new Date(this.#options.clock()).toISOString()
  }

  #record(verb: 'created' | 'revoked', { id, prefix, label, pattern }: Row, actor: string, what: string): void {
    this.#options.activity.record({
      type: `signing_key.${verb}`,
      severity: 'info',
      actor,
      node_id: null,
      stream_path: null,
      message: `Signing key ${label === null ? `${prefix}…` : `${label} (${prefix}…)`} ${what}.`,
      data: { signing_key_id: id, prefix, label, pattern },
    })
  }
}

function info({ sealed_key: _, use, ...shown }: Row & { readonly revoked_at?: string }): SigningKey {
  return { revoked_at: null, ...shown, use: knownUse(use) }
}

const knownUse = (use: string): SigningKey['use'] => (use === 'webhooks' ? use : 'addresses')
