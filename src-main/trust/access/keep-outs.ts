import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { addressBlock, shownNetwork } from '#contract/address-block.ts'
import type { StreamPath } from '#contract/ids.ts'
import { type KeepOut, keepOutSchema, MAX_KEEP_OUTS, type ToldKeepOut, toldKeepOutSchema } from '#contract/keep-out.ts'
import type { ActivityLog } from '../../store/activity-log.ts'
import type { Store } from '../../store/store.ts'
import { AccessError } from './access-error.ts'

/** Row of the table of settings that they are kept in. */
const KEY = 'keep_outs'

const keptSchema = z.array(keepOutSchema.extend(toldKeepOutSchema.shape))
type Kept = z.infer<typeof keptSchema>[number]

export interface KeepOutsOptions {
  readonly store: Store
  readonly activity: ActivityLog
  /** Wall clock, in ms. */
  readonly clock: () => number
  readonly onChanged: () => void
}

/** Whom to keep out: by a stream key, or by an address without a port. */
export type KeptOutBy = { readonly key: { readonly id: string; readonly name: string } } | { readonly address: string }

/** Who was sent away from a stream and may not come back to it for a while. Survives a restart; what has run out is forgotten. */
export class KeepOuts {
  readonly #options: KeepOutsOptions
  #kept: readonly Kept[]

  constructor(options: KeepOutsOptions) {
    this.#options = options
    const { store } = options
    const row = store.first(store.db.selectFrom('settings').selectAll().where('key', '=', KEY))
    const read = keptSchema.safeParse(row === undefined ? [] : JSON.parse(row.value_json))
    this.#kept = read.success ? read.data : []
  }

  /** Those that hold, the newest first. */
  list(): KeepOut[] {
    return this.#holding().map(({ address: _, key_id: __, ...shown }) => shown)
  }

  /** As nodes are told. */
  get told(): ToldKeepOut[] {
    return this.#holding().map(({ kind, stream_path, address, key_id, until }) => ({
      ...{ kind, stream_path, address, key_id, until },
    }))
  }

  /** Another one for the same takes the place of the one before. @throws {AccessError} too_many_keep_outs */
  add(kind: KeepOut['kind'], stream_path: StreamPath, by: KeptOutBy, for_ms: number, actor: string): KeepOut {
    const now_ms = this.#options.clock()
    const address = 'address' in by ? addressBlock(by.address) : null
    const key_id = 'key' in by ? by.key.id : null
    const others = this.#holding().filter(
      (one) => one.kind !== kind || one.stream_path !== stream_path || one.address !== address || one.key_id !== key_id,
    )
    if (others.length >= MAX_KEEP_OUTS) {
      throw new AccessError('too_many_keep_outs', `${MAX_KEEP_OUTS} are kept out of streams already`, {
        hint: 'Let some of them in again, or use an access policy with play_denied_networks or publish_denied_networks.',
      })
    }
    const made: Kept = {
      ...{ id: randomUUID(), kind, stream_path, address, key_id },
      who: 'key' in by ? `stream key ${by.key.name}` : kind === 'play' ? shownNetwork(by.address) : by.address,
      until: new Date(now_ms + for_ms).toISOString(),
      ...{ created_at: new Date(now_ms).toISOString(), created_by: actor },
    }
    const what = kind === 'publish' ? 'publish' : 'watch'
    this.#keep([made, ...others], made, actor, 'kept_out', `may not ${what} ${stream_path} until ${made.until}`)
    const { address: _, key_id: __, ...shown } = made
    return shown
  }

  /** Lets somebody in again before the time. @throws {AccessError} keep_out_not_found */
  lift(id: string, actor: string): KeepOut {
    const found = this.#holding().find((one) => one.id === id)
    if (found === undefined) {
      throw new AccessError('keep_out_not_found', `nobody is kept out by ${id}, or not any more`, {
        hint: 'GET /api/v1/keep-outs lists who is.',
      })
    }
    const what = found.kind === 'publish' ? 'publish' : 'watch'
    const rest = this.#holding().filter((one) => one.id !== id)
    this.#keep(rest, found, actor, 'let_in', `may ${what} ${found.stream_path} again`)
    const { address: _, key_id: __, ...shown } = found
    return shown
  }

  #holding(): readonly Kept[] {
    const now = new Date(this.#options.clock()).toISOString()
    return this.#kept.filter(({ until }) => until > now)
  }

  #keep(kept: readonly Kept[], about: Kept, actor: string, verb: 'kept_out' | 'let_in', what: string): void {
    const { store, activity, onChanged } = this.#options
    const value_json = JSON.stringify(kept)
    store.transaction(() => {
      store.run(
        store.db
          .insertInto('settings')
          .values({ key: KEY, value_json })
          .onConflict((conflict) => conflict.column('key').doUpdateSet({ value_json })),
      )
      const { id, kind, stream_path, who, until } = about
      activity.record({
        type: `access.${verb}`,
        severity: verb === 'kept_out' ? 'warning' : 'info',
        ...{ actor, node_id: null, stream_path },
        message: `${who} ${what}.`,
        data: { keep_out_id: id, kind, who, until },
      })
    })
    this.#kept = kept
    onChanged()
  }
}
