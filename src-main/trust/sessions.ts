import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { RECENT_PROOF_MS, type SessionInfo } from '#contract/operators.ts'
import type { OperatorSessionsTable, WallLinksTable } from '../store/tables.ts'
import type { Operator } from './operator.ts'
import type { Principal } from './principal.ts'
import { hashSecret, isSecret, mintSecret, secretMatches } from './secret.ts'
import type { SignInSource, TrustContext } from './trust-context.ts'
import { TrustError } from './trust-error.ts'

/** A session ends this long after its last use, and this long after sign-in whatever is done with it, in ms. */
const SESSION_IDLE_MS = 12 * 3_600_000
const SESSION_MAX_MS = 30 * 86_400_000

/** A session's last use is written at most so often, in ms: a panel asks many times a second. */
const LAST_USED_INTERVAL_MS = 60_000

const USER_AGENT_MAX = 256

/** Of one operator; the one that was used longest ago gives way to another. */
const MAX_SESSIONS = 100
/** Of one wall link, likewise. */
const MAX_SCREENS = 20

/** Browsers that are signed in. */
export class Sessions {
  readonly #context: TrustContext
  readonly #onEnded: () => void

  /** @param onEnded told when sessions ended before their time */
  constructor(context: TrustContext, onEnded: () => void) {
    this.#context = context
    this.#onEnded = onEnded
  }

  open(
    operator: Operator,
    from: SignInSource,
    signed_in_by: OperatorSessionsTable['signed_in_by'],
  ): { session_token: string; session_id: string; expires_at: string } {
    const session_token = mintSecret('session')
    const session_id = randomUUID()
    const expires_at = this.#context.at(SESSION_IDLE_MS)
    this.#insert(session_token, {
      id: session_id,
      operator_id: operator.id,
      expires_at,
      signed_in_by,
      proven_at: this.#context.at(),
      from,
    })
    this.#keepNewest(operator.id)
    return { session_token, session_id, expires_at }
  }

  /** A screen on a wall: it ends with its link, used or not, and proves nothing about who made the link. */
  openForWall(link: Selectable<WallLinksTable>, from: SignInSource): string {
    const session_token = mintSecret('session')
    this.#insert(session_token, {
      id: randomUUID(),
      operator_id: link.operator_id,
      expires_at: link.expires_at,
      signed_in_by: 'wall_link',
      proven_at: null,
      wall_link_id: link.id,
      from,
    })
    this.#keepNewest(link.operator_id, link.id)
    return session_token
  }

  by(session_token: string): Principal | null {
    if (!isSecret('session', session_token)) return null
    const { store } = this.#context
    const token_hash = hashSecret(session_token)
    const session = store.first(
      store.db
        .selectFrom('operator_sessions as session')
        .innerJoin('operators as operator', 'operator.id', 'session.operator_id')
        .leftJoin('wall_links as wall', 'wall.id', 'session.wall_link_id')
        .select([
          'session.id',
          'session.token_hash',
          'session.created_at',
          'session.last_used_at',
          'session.expires_at',
          'session.proven_at',
          'operator.id as operator_id',
          'operator.name',
          'operator.role',
          'wall.name as wall_name',
        ])
        .where('session.token_hash', '=', token_hash),
    )
    if (session === undefined || !secretMatches(session_token, session.token_hash)) return null
    const now = this.#context.now_ms()
    if (Date.parse(session.expires_at) <= now) return null
    const of_wall = session.wall_name !== null
    let { expires_at } = session
    if (now - Date.parse(session.last_used_at) >= LAST_USED_INTERVAL_MS) {
      if (!of_wall) {
        const last_ms = Date.parse(session.created_at) + SESSION_MAX_MS
        expires_at = new Date(Math.min(now + SESSION_IDLE_MS, last_ms)).toISOString()
      }
      const used = store.db
        .updateTable('operator_sessions')
        .set({ last_used_at: this.#context.at(), expires_at })
        .where('token_hash', '=', token_hash)
      store.spare(() => store.run(used))
    }
    const proven_until_ms = session.proven_at === null ? 0 : Date.parse(session.proven_at) + RECENT_PROOF_MS
    const of = { operator_id: session.operator_id, operator_name: session.name, session_id: session.id, scopes: null }
    if (of_wall) {
      const actor = `wall_link:${session.wall_name}`
      return { ...of, actor, role: 'viewer', by: 'wall_link', expires_at, proven_until: null }
    }
    return {
      ...of,
      actor: `operator:${session.name}`,
      role: session.role,
      by: 'session',
      expires_at,
      proven_until: proven_until_ms > now ? new Date(proven_until_ms).toISOString() : null,
    }
  }

  /** Its operator has proved again to sit there. Until when that counts. */
  proven(session_id: string): string {
    const { store } = this.#context
    store.run(
      store.db.updateTable('operator_sessions').set({ proven_at: this.#context.at() }).where('id', '=', session_id),
    )
    return this.#context.at(RECENT_PROOF_MS)
  }

  signOut(session_token: string): void {
    const { store } = this.#context
    const ended = store.first(
      store.db
        .deleteFrom('operator_sessions')
        .where('token_hash', '=', hashSecret(session_token))
        .returning(['id', 'operator_id', 'wall_link_id']),
    )
    if (ended === undefined) return
    this.#onEnded()
    const operator = store.first(store.db.selectFrom('operators').select('name').where('id', '=', ended.operator_id))
    if (ended.wall_link_id !== null) return
    const name = operator?.name ?? ended.operator_id
    this.#context.record({
      type: 'operator.signed_out',
      actor: `operator:${name}`,
      message: `${name} signed out.`,
      data: { operator_id: ended.operator_id, session_id: ended.id },
    })
  }

  /** The one used last first. @param of an operator's id; null: everybody's */
  list(of: string | null, current_id: string | null): SessionInfo[] {
    const { store } = this.#context
    const rows = store.all(
      store.db
        .selectFrom('operator_sessions as session')
        .innerJoin('operators as operator', 'operator.id', 'session.operator_id')
        .leftJoin('wall_links as wall', 'wall.id', 'session.wall_link_id')
        .selectAll('session')
        .select(['operator.name as operator_name', 'wall.name as wall_link_name'])
        .where('session.expires_at', '>', this.#context.at())
        .$if(of !== null, (query) => query.where('session.operator_id', '=', of))
        .orderBy('session.last_used_at', 'desc')
        .orderBy('session.id'),
    )
    return rows.map((row) => ({
      id: row.id,
      operator_id: row.operator_id,
      operator_name: row.operator_name,
      kind: row.wall_link_id === null ? 'operator' : 'wall_link',
      wall_link_name: row.wall_link_name,
      signed_in_by: row.signed_in_by,
      address: row.address,
      user_agent: row.user_agent,
      created_at: row.created_at,
      last_used_at: row.last_used_at,
      expires_at: row.expires_at,
      current: row.id === current_id,
    }))
  }

  /** @param of whose it has to be; null: anybody's. @throws {TrustError} session_not_found */
  end(id: string, of: string | null, actor: string, reason: string | null): SessionInfo {
    const { store } = this.#context
    return store.transaction(() => {
      const found = this.list(of, null).find((session) => session.id === id)
      if (found === undefined) {
        throw new TrustError('session_not_found', `There is no session ${id} of yours.`, 'Read which there are.')
      }
      store.run(store.db.deleteFrom('operator_sessions').where('id', '=', id))
      const whose = found.kind === 'wall_link' ? `the wall link ${found.wall_link_name}` : found.operator_name
      this.#context.record({
        type: 'session.ended_by_operator',
        actor,
        message: `A session of ${whose}, signed in from ${found.address ?? 'an unknown address'} at ${found.created_at}, was ended.`,
        data: { operator_id: found.operator_id, session_id: id, address: found.address, reason },
      })
      store.afterCommit(this.#onEnded)
      return found
    })
  }

  /** All of an operator but one, and how many they were; screens of wall links go on. */
  endOthers(operator_id: string, except_id: string | null, actor: string, why: string): number {
    const { store } = this.#context
    return store.transaction(() => {
      const ended = store.run(
        store.db
          .deleteFrom('operator_sessions')
          .where('operator_id', '=', operator_id)
          .where('wall_link_id', 'is', null)
          .where('id', '!=', except_id ?? ''),
      )
      if (ended > 0) {
        this.#context.record({
          type: 'session.others_ended',
          actor,
          message: `${ended} other ${ended === 1 ? 'session was' : 'sessions were'} ended: ${why}.`,
          data: { operator_id, ended },
        })
        store.afterCommit(this.#onEnded)
      }
      return ended
    })
  }

  #insert(
    session_token: string,
    row: Pick<OperatorSessionsTable, 'id' | 'operator_id' | 'expires_at' | 'signed_in_by' | 'proven_at'> & {
      readonly wall_link_id?: string
      readonly from: SignInSource
    },
  ): void {
    const { store } = this.#context
    const { from, ...rest } = row
    store.run(
      store.db.insertInto('operator_sessions').values({
        ...rest,
        token_hash: hashSecret(session_token),
        created_at: this.#context.at(),
        last_used_at: this.#context.at(),
        user_agent: from.user_agent?.slice(0, USER_AGENT_MAX) ?? null,
        address: from.address,
      }),
    )
  }

  #keepNewest(operator_id: string, wall_link_id: string | null = null): void {
    const { store } = this.#context
    store.run(
      store.db.deleteFrom('operator_sessions').where('id', 'in', (of) =>
        of
          .selectFrom('operator_sessions')
          .select('id')
          .where('operator_id', '=', operator_id)
          .where('wall_link_id', wall_link_id === null ? 'is' : '=', wall_link_id)
          .orderBy('last_used_at', 'desc')
          .limit(-1)
          .offset(wall_link_id === null ? MAX_SESSIONS : MAX_SCREENS),
      ),
    )
  }
}
