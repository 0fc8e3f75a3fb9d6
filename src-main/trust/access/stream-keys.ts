import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { StreamSession } from '#contract/stream.ts'
import { type CreateStreamKey, MAX_STREAM_KEYS, type StreamKey, type ToldStreamKey } from '#contract/stream-key.ts'
import type { ActivityLog } from '../../store/activity-log.ts'
import type { Store } from '../../store/store.ts'
import type { StreamKeysTable } from '../../store/tables.ts'
import { hashSecret, mintSecret, shownPrefix } from '../secret.ts'
import { AccessError } from './access-error.ts'

/** How long a key that is over stays listed, in ms. */
const KEPT_AFTER_END_MS = 30 * 86_400_000

export interface StreamKeysOptions {
  readonly store: Store
  readonly activity: ActivityLog
  /** Wall clock, in ms. */
  readonly clock: () => number
  readonly onChanged: () => void
}

type Row = Selectable<StreamKeysTable>

/** What lets publishers in from anywhere. The keys themselves are nowhere; their hashes are told to nodes. */
export class StreamKeys {
  readonly #options: StreamKeysOptions
  /** Of each key, the publication that came in by it last. */
  readonly #used = new Map<string, string>()

  constructor(options: StreamKeysOptions) {
    this.#options = options
  }

  /** The newest first. */
  list(): StreamKey[] {
    return this.#rows().map((row) => this.#info(row))
  }

  find(id: string): StreamKey | undefined {
    const row = this.#row(id)
    return row && this.#info(row)
  }

  /** As nodes are told: those that are good, and those whose time is still to come to an end. */
  get told(): ToldStreamKey[] {
    return this.#rows()
      .filter((row) => this.#stateOf(row) === 'active')
      .map(({ id, pattern, key_hash, expires_at }) => ({ id, pattern, digest: key_hash, expires_at }))
  }

  /** @returns the key, which is shown this once @throws {AccessError} too_many_stream_keys */
  create(wish: CreateStreamKey, actor: string): { info: StreamKey; key: string } {
    const made = this.#make(wish, actor)
    this.#options.onChanged()
    return made
  }

  #make({ pattern, label, ttl }: CreateStreamKey, actor: string, instead = 0): { info: StreamKey; key: string } {
    const { store, clock } = this.#options
    this.#sweep()
    if (this.told.length - instead >= MAX_STREAM_KEYS) {
      throw new AccessError('too_many_stream_keys', `there are ${MAX_STREAM_KEYS} stream keys already`, {
        hint: 'Revoke those that nobody uses any more.',
      })
    }
    const key = mintSecret('stream')
    const row: Row = {
      id: randomUUID(),
      prefix: shownPrefix(key),
      key_hash: hashSecret(key),
      pattern,
      label,
      created_at: this.#at(),
      created_by: actor,
      expires_at: ttl === null ? null : new Date(clock() + ttl).toISOString(),
      revoked_at: null,
      is_cut: 0,
      last_used_json: null,
      replaced_by: null,
    }
    store.transaction(() => {
      store.run(store.db.insertInto('stream_keys').values(row))
      this.#record('created', row, actor, `was made for ${pattern}`)
    })
    return { info: this.#info(row), key }
  }

  /**
   * Makes another in place of this one, for the same streams and for as long again, where it runs out at all. Publishers come in by the
   * one of before for so long still; who came in stays until it stops.
   * @returns the new key, which is shown this once
   * @throws {AccessError} stream_key_not_found, stream_key_ended, too_many_stream_keys
   */
  rotate(id: string, overlap_ms: number, actor: string): { info: StreamKey; key: string } {
    const { store, clock, onChanged } = this.#options
    const before = this.#found(id)
    if (this.#stateOf(before) !== 'active') {
      throw new AccessError('stream_key_ended', `stream key ${before.prefix}… lets nobody in any more`, {
        hint: 'Make a new one.',
      })
    }
    // Its end is that of the overlap by now, and says nothing of how long it was to be good.
    if (before.replaced_by !== null) {
      throw new AccessError('stream_key_ended', `stream key ${before.prefix}… was replaced already`, {
        hint: 'Replace the one that took its place.',
        details: { replaced_by: before.replaced_by },
      })
    }
    const { pattern, label, created_at, expires_at } = before
    const ttl = expires_at === null ? null : Date.parse(expires_at) - Date.parse(created_at)
    const end = new Date(clock() + overlap_ms).toISOString()
    const until = expires_at !== null && expires_at < end ? expires_at : end
    const made = store.transaction(() => {
      const new_key = this.#make({ pattern, label, ttl }, actor, overlap_ms === 0 ? 1 : 0)
      const over = overlap_ms === 0 ? { revoked_at: this.#at() } : { expires_at: until }
      const ended = { ...over, replaced_by: new_key.info.id }
      store.run(store.db.updateTable('stream_keys').set(ended).where('id', '=', id))
      const what = `was replaced by ${new_key.info.prefix}…`
      this.#record(
        'rotated',
        before,
        actor,
        overlap_ms === 0 ? `${what} at once` : `${what} and is good until ${until}`,
      )
      return new_key
    })
    onChanged()
    return made
  }

  /**
   * Nobody comes in by it any more.
   * @param cut who came in by it is ended, also on nodes that are away now
   * @throws {AccessError} stream_key_not_found
   */
  revoke(id: string, cut: boolean, actor: string): StreamKey {
    const { store, onChanged } = this.#options
    const row = this.#found(id)
    if (row.revoked_at !== null && (row.is_cut === 1 || !cut)) return this.#info(row)
    const is_cut = cut ? (1 as const) : (0 as const)
    const revoked = { ...row, revoked_at: row.revoked_at ?? this.#at(), is_cut }
    store.transaction(() => {
      const { revoked_at } = revoked
      store.run(store.db.updateTable('stream_keys').set({ revoked_at, is_cut }).where('id', '=', id))
      this.#record('revoked', row, actor, cut ? 'was revoked, and who came in by it is ended' : 'was revoked')
    })
    onChanged()
    return this.#info(revoked)
  }

  /**
   * A node says of a publication by which key it came in. Said again, it costs nothing.
   * @returns whether the key was revoked so that the publication is to end
   */
  used({ id, generation, key_id, stream_path, publisher_address, publish_node_id, state }: StreamSession): boolean {
    if (!key_id || state === 'ended') return false
    const publication = `${id} ${generation}`
    if (this.#used.get(key_id) === publication) return false
    const { store } = this.#options
    const row = this.#row(key_id)
    if (row === undefined) return false
    this.#used.set(key_id, publication)
    const last_used = { at: this.#at(), address: publisher_address, stream_path, node_id: publish_node_id }
    const last_used_json = JSON.stringify(last_used)
    store.run(store.db.updateTable('stream_keys').set({ last_used_json }).where('id', '=', key_id))
    return row.is_cut === 1
  }

  /** Removes keys that were over long ago. */
  #sweep(): void {
    const { store, clock } = this.#options
    const long_ago = new Date(clock() - KEPT_AFTER_END_MS).toISOString()
    store.run(
      store.db
        .deleteFrom('stream_keys')
        .where((or) => or.or([or('expires_at', '<=', long_ago), or('revoked_at', '<=', long_ago)])),
    )
  }

  #rows(): Row[] {
    const { store } = this.#options
    return store.all(store.db.selectFrom('stream_keys').selectAll().orderBy('created_at', 'desc').orderBy('id'))
  }

  /** @throws {AccessError} stream_key_not_found */
  #found(id: string): Row {
    const row = this.#row(id)
    if (row !== undefined) return row
    throw new AccessError('stream_key_not_found', `there is no stream key ${id}`, {
      hint: 'GET /api/v1/stream-keys lists all of them.',
    })
  }

  #row(id: string): Row | undefined {
    const { store } = this.#options
    return store.first(store.db.selectFrom('stream_keys').selectAll().where('id', '=', id))
  }

  #at(): string {
    return new Date(this.#options.clock()).toISOString()
  }

  #stateOf({ revoked_at, expires_at }: Row): StreamKey['state'] {
    if (revoked_at !== null) return 'revoked'
    return expires_at !== null && expires_at <= this.#at() ? 'expired' : 'active'
  }

  #info(row: Row): StreamKey {
    const { key_hash: _, is_cut: __, last_used_json, ...shown } = row
    const last_used = last_used_json === null ? null : (JSON.parse(last_used_json) as StreamKey['last_used'])
    return { ...shown, last_used, state: this.#stateOf(row) }
  }

  #record(
    verb: 'created' | 'revoked' | 'rotated',
    { id, prefix, label, pattern }: Row,
    actor: string,
    what: string,
  ): void {
    this.#options.activity.record({
      type: `stream_key.${verb}`,
      severity: 'info',
      actor,
      node_id: null,
      stream_path: null,
      message: `Stream key ${label === null ? `${prefix}…` : `${label} (${prefix}…)`} ${what}.`,
      data: { stream_key_id: id, prefix, label, pattern },
    })
  }
}
