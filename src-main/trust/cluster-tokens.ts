import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { ClusterTokenInfo } from '#contract/cluster-token.ts'
import type { ActivityLog, NewActivity } from '../store/activity-log.ts'
import type { Store } from '../store/store.ts'
import type { ClusterTokensTable } from '../store/tables.ts'
import { hashSecret, isSecret, mintSecret, shownPrefix } from './secret.ts'
import { TrustError } from './trust-error.ts'

/** When it was last used is written at most so often, in ms. */
const USE_WRITE_INTERVAL_MS = 60_000
/** That a token was used from an address is in the activity log at most so often, in ms; and of so many addresses at once. */
const USE_RECORD_INTERVAL_MS = 3_600_000
const MAX_RECORDED_USES = 10_000
/** Tokens that are kept at once, those that ended among them. */
const MAX_TOKENS = 100

/**
 * What boxes of other makes join with: reusable, good for joining and heartbeats alone, and replaced without a gap: while a rotation
 * overlaps, the token of before lets boxes in too.
 */
export class ClusterTokens {
  readonly #store: Store
  readonly #activity: ActivityLog
  readonly #clock: () => number
  readonly #recorded = new Map<string, number>()

  constructor(store: Store, activity: ActivityLog, clock: () => number) {
    this.#store = store
    this.#activity = activity
    this.#clock = clock
  }

  /** @param ttl_ms null: until it is revoked. @throws {TrustError} too_many_cluster_tokens */
  create(
    wish: { readonly name: string; readonly ttl_ms: number | null },
    actor: string,
  ): { readonly info: ClusterTokenInfo; readonly token: string } {
    const token = mintSecret('clt')
    const row = {
      ...{ id: randomUUID(), prefix: shownPrefix(token), token_hash: hashSecret(token), name: wish.name },
      ...{ created_by: actor, created_at: this.#at(), revoked_at: null, last_used_at: null },
      expires_at: wish.ttl_ms === null ? null : this.#at(wish.ttl_ms),
    }
    this.#store.transaction(() => {
      if (this.#rows().length >= MAX_TOKENS) this.#removeOldestEnded()
      this.#store.run(this.#store.db.insertInto('cluster_tokens').values(row))
      this.#record('cluster_token.created', actor, `Cluster token ${row.prefix}… (${row.name}) was made.`, row)
    })
    return { info: this.#info(row), token }
  }

  /** The newest first. */
  list(): ClusterTokenInfo[] {
    return this.#rows().map((row) => this.#info(row))
  }

  /**
   * Makes another in place of this one, which goes on letting boxes in for so long.
   * @throws {TrustError} cluster_token_not_found, cluster_token_ended
   */
  rotate(id: string, overlap_ms: number, actor: string): { readonly info: ClusterTokenInfo; readonly token: string } {
    return this.#store.transaction(() => {
      const before = this.#find(id)
      if (this.#info(before).state !== 'active') {
        throw new TrustError(
          'cluster_token_ended',
          `Cluster token ${before.prefix}… lets nobody in any more.`,
          'Make a new one.',
        )
      }
      const end = this.#at(overlap_ms)
      const expires_at = before.expires_at !== null && before.expires_at < end ? before.expires_at : end
      this.#store.run(this.#store.db.updateTable('cluster_tokens').set({ expires_at }).where('id', '=', id))
      const made = this.create({ name: before.name, ttl_ms: null }, actor)
      const message = `Cluster token ${before.prefix}… was replaced by ${made.info.prefix}… and is good until ${expires_at}.`
      this.#record('cluster_token.rotated', actor, message, before)
      return made
    })
  }

  /** It lets nobody in from now on; members stay, by their own tokens. @throws {TrustError} cluster_token_not_found */
  revoke(id: string, actor: string): ClusterTokenInfo {
    return this.#store.transaction(() => {
      const row = this.#find(id)
      if (row.revoked_at !== null) return this.#info(row)
      const revoked_at = this.#at()
      this.#store.run(this.#store.db.updateTable('cluster_tokens').set({ revoked_at }).where('id', '=', id))
      this.#record('cluster_token.revoked', actor, `Cluster token ${row.prefix}… was revoked.`, row)
      return this.#info({ ...row, revoked_at })
    })
  }

  /** Whether there is one that lets boxes in. */
  get any(): boolean {
    return this.#rows().some((row) => this.#info(row).state === 'active')
  }

  /** Whether this token lets a box in; its use is in the activity log, once an hour for each address. */
  prove(token: string, address: string): boolean {
    if (!isSecret('clt', token)) return false
    const { db } = this.#store
    const row = this.#store.first(
      db.selectFrom('cluster_tokens').selectAll().where('token_hash', '=', hashSecret(token)),
    )
    if (row === undefined || this.#info(row).state !== 'active') return false
    this.#used(row, address)
    return true
  }

  #used(row: Selectable<ClusterTokensTable>, address: string): void {
    const now_ms = this.#clock()
    const { db } = this.#store
    if (row.last_used_at === null || now_ms - Date.parse(row.last_used_at) >= USE_WRITE_INTERVAL_MS) {
      this.#store.run(db.updateTable('cluster_tokens').set({ last_used_at: this.#at() }).where('id', '=', row.id))
    }
    const use = `${row.id} ${address}`
    if (now_ms - (this.#recorded.get(use) ?? Number.NEGATIVE_INFINITY) < USE_RECORD_INTERVAL_MS) return
    if (this.#recorded.size >= MAX_RECORDED_USES) this.#recorded.clear()
    this.#recorded.set(use, now_ms)
    this.#activity.observe({
      ...{ type: 'cluster_token.used', severity: 'info', node_id: null, stream_path: null },
      actor: `cluster_token:${row.prefix}`,
      message: `Cluster token ${row.prefix}… (${row.name}) was used from ${address}.`,
      data: { cluster_token_id: row.id, prefix: row.prefix, address },
    })
  }

  #removeOldestEnded(): void {
    const ended = this.#rows().findLast((row) => this.#info(row).state !== 'active')
    if (ended === undefined) {
      throw new TrustError(
        'too_many_cluster_tokens',
        `There are ${MAX_TOKENS} cluster tokens already.`,
        'Revoke those that nobody needs.',
      )
    }
    this.#store.run(this.#store.db.deleteFrom('cluster_tokens').where('id', '=', ended.id))
  }

  #rows(): Selectable<ClusterTokensTable>[] {
    const { db } = this.#store
    return this.#store.all(
      db.selectFrom('cluster_tokens').selectAll().orderBy('created_at', 'desc').orderBy(sql`rowid`, 'desc'),
    )
  }

  #find(id: string): Selectable<ClusterTokensTable> {
    const { db } = this.#store
    const row = this.#store.first(db.selectFrom('cluster_tokens').selectAll().where('id', '=', id))
    if (row !== undefined) return row
    throw new TrustError('cluster_token_not_found', `There is no cluster token ${id}.`, 'Read which ones there are.')
  }

  #info({ token_hash: _, ...row }: Selectable<ClusterTokensTable>): ClusterTokenInfo {
    const is_over = row.expires_at !== null && row.expires_at <= this.#at()
    return { ...row, state: row.revoked_at !== null ? 'revoked' : is_over ? 'expired' : 'active' }
  }

  #record(
    type: NewActivity['type'],
    actor: string,
    message: string,
    row: Pick<ClusterTokenInfo, 'id' | 'prefix'>,
  ): void {
    const data = { cluster_token_id: row.id, prefix: row.prefix }
    this.#activity.record({ type, severity: 'info', actor, node_id: null, stream_path: null, message, data })
  }

  #at(offset_ms = 0): string {
    return new Date(this.#clock() + offset_ms).toISOString()
  }
}
