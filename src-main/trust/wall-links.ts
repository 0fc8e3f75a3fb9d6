import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { WallLinkInfo } from '#contract/operators.ts'
import type { WallLinksTable } from '../store/tables.ts'
import type { Operator } from './operator.ts'
import { hashSecret, isSecret, mintSecret } from './secret.ts'
import type { TrustContext } from './trust-context.ts'
import { TrustError } from './trust-error.ts'

/** Of one operator. */
const MAX_LINKS = 50

/** A link for a screen on a wall: until it ends, whoever opens it sees what a viewer sees, and can change nothing. */
export class WallLinks {
  readonly #context: TrustContext
  readonly #onEnded: () => void

  constructor(context: TrustContext, onEnded: () => void) {
    this.#context = context
    this.#onEnded = onEnded
  }

  /** @throws {TrustError} too_many_wall_links */
  create(
    operator: Operator,
    wish: { readonly name: string; readonly ttl_ms: number; readonly reason: string | null },
    actor: string,
  ): { info: WallLinkInfo; token: string } {
    const { store } = this.#context
    if (this.list(operator.id).length >= MAX_LINKS) {
      throw new TrustError(
        'too_many_wall_links',
        `${operator.name} has ${MAX_LINKS} wall links already.`,
        'Revoke some.',
      )
    }
    const token = mintSecret('wall')
    const id = randomUUID()
    const expires_at = this.#context.at(wish.ttl_ms)
    store.run(
      store.db.insertInto('wall_links').values({
        id,
        token_hash: hashSecret(token),
        operator_id: operator.id,
        name: wish.name,
        created_at: this.#context.at(),
        expires_at,
      }),
    )
    this.#context.record({
      type: 'wall_link.created',
      actor,
      message: `A wall link (${wish.name}) was made; it ends at ${expires_at}.`,
      data: { wall_link_id: id, before: null, after: { name: wish.name, expires_at }, reason: wish.reason },
    })
    return { info: this.#get(id), token }
  }

  /** Those that have not ended, the newest first. @param of an operator's id; null: everybody's */
  list(of: string | null): WallLinkInfo[] {
    return this.#rows().filter(({ operator_id }) => of === null || operator_id === of)
  }

  /** With it end the sessions of its screens. @param of whose it has to be; null: anybody's. @throws {TrustError} wall_link_not_found */
  revoke(id: string, of: string | null, actor: string, reason: string | null): WallLinkInfo {
    const { store } = this.#context
    return store.transaction(() => {
      const found = this.list(of).find((link) => link.id === id)
      if (found === undefined) {
        throw new TrustError('wall_link_not_found', `There is no wall link ${id} of yours.`, 'Read which there are.')
      }
      store.run(store.db.deleteFrom('wall_links').where('id', '=', id))
      this.#context.record({
        type: 'wall_link.revoked',
        actor,
        message: `The wall link ${found.name} was revoked; ${found.screens} screens went dark.`,
        data: { wall_link_id: id, before: { name: found.name, expires_at: found.expires_at }, after: null, reason },
      })
      store.afterCommit(this.#onEnded)
      return found
    })
  }

  /** The link behind a token, that has not ended. */
  find(token: string): Selectable<WallLinksTable> | undefined {
    const { store } = this.#context
    if (!isSecret('wall', token)) return undefined
    return store.first(
      store.db
        .selectFrom('wall_links')
        .selectAll()
        .where('token_hash', '=', hashSecret(token))
        .where('expires_at', '>', this.#context.at()),
    )
  }

  used(id: string): void {
    const { store } = this.#context
    store.run(store.db.updateTable('wall_links').set({ last_used_at: this.#context.at() }).where('id', '=', id))
  }

  #get(id: string): WallLinkInfo {
    const found = this.#rows().find((link) => link.id === id)
    if (found === undefined) throw new Error(`the wall link ${id} is gone`)
    return found
  }

  #rows(): WallLinkInfo[] {
    const { store } = this.#context
    const now = this.#context.at()
    const rows = store.all(
      store.db
        .selectFrom('wall_links as link')
        .innerJoin('operators as operator', 'operator.id', 'link.operator_id')
        .selectAll('link')
        .select([
          'operator.name as operator_name',
          (of) =>
            of
              .selectFrom('operator_sessions as session')
              .whereRef('session.wall_link_id', '=', 'link.id')
              .where('session.expires_at', '>', now)
              .select((counted) => counted.fn.countAll().as('n'))
              .as('screens'),
        ])
        .where('link.expires_at', '>', now)
        .orderBy('link.created_at', 'desc')
        .orderBy('link.id'),
    )
    return rows.map(({ token_hash: _, screens, ...shown }) => ({ ...shown, screens: Number(screens) }))
  }
}
