import { randomUUID } from 'node:crypto'
import type { ChangeOperator, OperatorInfo, OperatorRole } from '#contract/operators.ts'
import type { Operator } from './operator.ts'
import type { TrustContext } from './trust-context.ts'
import { TrustError } from './trust-error.ts'

/** More than a small team has, so that a stolen owner's session cannot fill the disk. */
const MAX_OPERATORS = 200

/** Who steers the origin: at least one owner, always. */
export class Operators {
  readonly #context: TrustContext
  readonly #onEnded: () => void

  /** @param onEnded told when somebody may less than before */
  constructor(context: TrustContext, onEnded: () => void) {
    this.#context = context
    this.#onEnded = onEnded
  }

  /** The installation's first owner; made at the first call. */
  ensureOwner(): Operator {
    const { store } = this.#context
    return store.transaction(() => {
      const owner = store.first(
        store.db.selectFrom('operators').selectAll().where('role', '=', 'owner').orderBy('created_at').limit(1),
      )
      return owner ?? this.#insert('owner', 'owner', null)
    })
  }

  /** @throws {TrustError} operator_not_found */
  get(id: string): Operator {
    const { store } = this.#context
    const found = store.first(store.db.selectFrom('operators').selectAll().where('id', '=', id))
    if (found !== undefined) return found
    throw new TrustError('operator_not_found', `There is no operator ${id}.`, 'Read who there is.')
  }

  byName(name: string): Operator | undefined {
    const { store } = this.#context
    return store.first(store.db.selectFrom('operators').selectAll().where('name_key', '=', nameKey(name)))
  }

  /** Everybody, in the order of their names. */
  list(): OperatorInfo[] {
    const { store } = this.#context
    const { db } = store
    const now = this.#context.at()
    const counted = (rows: { operator_id: string; n: number | string | bigint }[]) =>
      new Map(rows.map(({ operator_id, n }) => [operator_id, Number(n)]))
    const sessions = counted(
      store.all(
        db
          .selectFrom('operator_sessions')
          .select(['operator_id', (of) => of.fn.countAll().as('n')])
          .where('expires_at', '>', now)
          .where('wall_link_id', 'is', null)
          .groupBy('operator_id'),
      ),
    )
    const keys = counted(
      store.all(
        db
          .selectFrom('api_keys')
          .select(['operator_id', (of) => of.fn.countAll().as('n')])
          .where('revoked_at', 'is', null)
          .where((or) => or.or([or('expires_at', 'is', null), or('expires_at', '>', now)]))
          .groupBy('operator_id'),
      ),
    )
    const passkeys = counted(
      store.all(
        db
          .selectFrom('passkeys')
          .select(['operator_id', (of) => of.fn.countAll().as('n')])
          .groupBy('operator_id'),
      ),
    )
    const links = new Map(
      store
        .all(
          db
            .selectFrom('sign_in_links')
            .select(['operator_id', (of) => of.fn.max('expires_at').as('expires_at')])
            .where('expires_at', '>', now)
            .groupBy('operator_id'),
        )
        .map(({ operator_id, expires_at }) => [operator_id, expires_at]),
    )
    return store.all(db.selectFrom('operators').selectAll().orderBy('name_key')).map((row) => ({
      id: row.id,
      name: row.name,
      role: row.role,
      state: row.last_signed_in_at === null && row.invited_by !== null ? 'invited' : 'active',
      created_at: row.created_at,
      invited_by: row.invited_by,
      last_signed_in_at: row.last_signed_in_at,
      has_password: row.password_hash !== null,
      has_totp: row.totp_since !== null,
      passkeys: passkeys.get(row.id) ?? 0,
      sessions: sessions.get(row.id) ?? 0,
      api_keys: keys.get(row.id) ?? 0,
      link_expires_at: links.get(row.id) ?? null,
    }))
  }

  /** @throws {TrustError} operator_not_found */
  info(id: string): OperatorInfo {
    const found = this.list().find((one) => one.id === id)
    if (found === undefined) this.get(id)
    return found as OperatorInfo
  }

  /** @throws {TrustError} operator_name_taken, too_many_operators */
  invite(wish: { name: string; role: OperatorRole; reason: string | null }, actor: string): Operator {
    const { store } = this.#context
    return store.transaction(() => {
      this.#refuseTaken(wish.name, null)
      const [counted] = store.all(store.db.selectFrom('operators').select((of) => of.fn.countAll().as('n')))
      if (Number(counted?.n) >= MAX_OPERATORS) {
        throw new TrustError(
          'too_many_operators',
          `There are ${MAX_OPERATORS} operators already.`,
          'Remove those who are gone.',
        )
      }
      const made = this.#insert(wish.name, wish.role, actor)
      this.#context.record({
        type: 'operator.invited',
        actor,
        message: `${made.name} was invited with the role ${made.role}.`,
        data: { operator_id: made.id, before: null, after: { name: made.name, role: made.role }, reason: wish.reason },
      })
      return made
    })
  }

  /** @throws {TrustError} operator_not_found, operator_name_taken, last_owner */
  change(id: string, change: ChangeOperator, actor: string): Operator {
    const { store } = this.#context
    return store.transaction(() => {
      const before = this.get(id)
      const after = { name: change.name ?? before.name, role: change.role ?? before.role }
      if (after.name === before.name && after.role === before.role) return before
      if (after.role !== 'owner') this.#refuseLastOwner(before, 'demoted')
      this.#refuseTaken(after.name, id)
      store.run(
        store.db
          .updateTable('operators')
          .set({ ...after, name_key: nameKey(after.name) })
          .where('id', '=', id),
      )
      const said = [
        ...(after.name === before.name ? [] : [`is called ${after.name} now`]),
        ...(after.role === before.role ? [] : [`has the role ${after.role} now, before: ${before.role}`]),
      ]
      this.#context.record({
        type: 'operator.changed',
        actor,
        message: `${before.name} ${said.join(' and ')}.`,
        data: {
          operator_id: id,
          before: { name: before.name, role: before.role },
          after,
          reason: change.reason,
        },
      })
      store.afterCommit(this.#onEnded)
      return this.get(id)
    })
  }

  /** With the operator go their sessions, links, API keys, passkeys and wall links. @throws {TrustError} operator_not_found, last_owner */
  remove(id: string, reason: string | null, actor: string): OperatorInfo {
    const { store } = this.#context
    return store.transaction(() => {
      const operator = this.get(id)
      this.#refuseLastOwner(operator, 'removed')
      const info = this.info(id)
      store.run(store.db.deleteFrom('operators').where('id', '=', id))
      const ended = `${info.sessions} sessions and ${info.api_keys} API keys ended`
      this.#context.record({
        type: 'operator.removed',
        actor,
        message: `${operator.name} (${operator.role}) was removed; ${ended}.`,
        data: { operator_id: id, before: { name: operator.name, role: operator.role }, after: null, reason },
      })
      store.afterCommit(this.#onEnded)
      return info
    })
  }

  signedIn(id: string): void {
    const { store } = this.#context
    store.run(store.db.updateTable('operators').set({ last_signed_in_at: this.#context.at() }).where('id', '=', id))
  }

  #insert(name: string, role: OperatorRole, invited_by: string | null): Operator {
    const { store } = this.#context
    const id = randomUUID()
    store.run(
      store.db
        .insertInto('operators')
        .values({ id, name, name_key: nameKey(name), role, created_at: this.#context.at(), invited_by }),
    )
    return this.get(id)
  }

  #refuseTaken(name: string, except_id: string | null): void {
    const other = this.byName(name)
    if (other === undefined || other.id === except_id) return
    throw new TrustError('operator_name_taken', `There is an operator ${other.name} already.`, 'Choose another name.')
  }

  #refuseLastOwner({ id, name, role }: Operator, what: string): void {
    if (role !== 'owner') return
    const { store } = this.#context
    const other = store.first(
      store.db.selectFrom('operators').select('id').where('role', '=', 'owner').where('id', '!=', id),
    )
    if (other !== undefined) return
    throw new TrustError(
      'last_owner',
      `${name} is the only owner, and cannot be ${what}.`,
      'Make somebody else an owner first.',
    )
  }
}

/** A name as names are compared: two that look alike by case or by form of Unicode are one. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}
