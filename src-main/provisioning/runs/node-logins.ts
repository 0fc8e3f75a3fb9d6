import type { NodeId } from '#contract/ids.ts'
import type { SshTarget } from '#contract/provisioning.ts'
import type { NodeLogin } from '#contract/provisioning-run.ts'
import type { Store } from '../../store/store.ts'
import type { Sealing } from './run-rows.ts'

/** Logins that are kept for later runs on a node, sealed; the table `node_logins`. */
export class NodeLogins {
  readonly #store: Store
  readonly #sealing: Sealing

  constructor(store: Store, sealing: Sealing) {
    this.#store = store
    this.#sealing = sealing
  }

  find(node_id: NodeId): NodeLogin | undefined {
    const row = this.#row(node_id)
    if (row === undefined) return undefined
    const { host, port, user, kept_by, kept_at, last_used_at } = row
    return { node_id, host, port, user, kept_by, kept_at, last_used_at }
  }

  /** How to log in to a node's box; null: that is not kept. */
  target(node_id: NodeId): SshTarget | null {
    const row = this.#row(node_id)
    if (row === undefined) return null
    return JSON.parse(this.#sealing.open(purposeOf(node_id), row.sealed_target).toString('utf8')) as SshTarget
  }

  keep(node_id: NodeId, target: SshTarget, kept_by: string, at: string): void {
    const { host, port, user } = target
    const sealed_target = this.#sealing.seal(purposeOf(node_id), Buffer.from(JSON.stringify(target)))
    const row = { host, port, user, sealed_target, kept_by, kept_at: at, last_used_at: at }
    const { db } = this.#store
    this.#store.run(
      db
        .insertInto('node_logins')
        .values({ node_id, ...row })
        .onConflict((conflict) => conflict.column('node_id').doUpdateSet(row)),
    )
  }

  /** A run has logged in by it. */
  used(node_id: NodeId, at: string): void {
    const { db } = this.#store
    this.#store.run(db.updateTable('node_logins').set({ last_used_at: at }).where('node_id', '=', node_id))
  }

  /** Whether there was one. */
  forget(node_id: NodeId): boolean {
    const { db } = this.#store
    return this.#store.run(db.deleteFrom('node_logins').where('node_id', '=', node_id)) > 0
  }

  #row(node_id: NodeId) {
    const { db } = this.#store
    return this.#store.first(db.selectFrom('node_logins').selectAll().where('node_id', '=', node_id))
  }
}

const purposeOf = (node_id: NodeId) => `provisioning:login:${node_id}`
