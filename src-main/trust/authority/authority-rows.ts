import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Fingerprint, NodeId } from '#contract/ids.ts'
import type { Store } from '../../store/store.ts'
import type { AuthoritiesTable, NodeCertificatesTable } from '../../store/tables.ts'

/** An authority that is trusted. */
export type KeptAuthority = Omit<Selectable<AuthoritiesTable>, 'state' | 'key_fingerprint' | 'dropped_at'> & {
  readonly state: 'signing' | 'trusted'
  readonly key_fingerprint: Fingerprint
}

/** The tables `authorities` and `node_certificates`. A write that returned is on disk. */
export class AuthorityRows {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Those that are trusted; the one that signs first. */
  trusted(): KeptAuthority[] {
    const { db } = this.#store
    const rows = this.#store.all(
      db.selectFrom('authorities').selectAll().where('state', '!=', 'dropped').orderBy('created_at', 'desc'),
    )
    return (rows as KeptAuthority[]).sort((one, other) => rank(one) - rank(other))
  }

  /** A new one, which signs from now on in place of the one that did; that one's key is destroyed. */
  make(
    made: {
      readonly certificate_pem: string
      readonly cross_certificate_pem: string | null
      readonly key_fingerprint: Fingerprint
      readonly sealed_key: Buffer
      readonly not_after: string
    },
    at: string,
  ): KeptAuthority {
    const { db } = this.#store
    const { certificate_pem, cross_certificate_pem, key_fingerprint, sealed_key, not_after } = made
    const row = {
      ...{ id: randomUUID(), certificate_pem, cross_certificate_pem, key_fingerprint, sealed_key, not_after },
      ...{ state: 'signing' as const, created_at: at, replaced_at: null },
    }
    this.#store.transaction(() => {
      this.#store.run(
        db
          .updateTable('authorities')
          .set({ state: 'trusted', replaced_at: at, sealed_key: null })
          .where('state', '=', 'signing'),
      )
      this.#store.run(db.insertInto('authorities').values({ ...row, dropped_at: null }))
    })
    return row
  }

  drop(id: string, at: string): void {
    const { db } = this.#store
    this.#store.run(db.updateTable('authorities').set({ state: 'dropped', dropped_at: at }).where('id', '=', id))
  }

  /** Of every node the newest certificate that it was given. */
  held(): Selectable<NodeCertificatesTable>[] {
    return this.#store.all(this.#store.db.selectFrom('node_certificates').selectAll())
  }

  /** The newest certificate of a node. */
  put(row: Omit<Selectable<NodeCertificatesTable>, 'shown_at'>): void {
    const { node_id, ...issued } = row
    this.#store.run(
      this.#store.db
        .insertInto('node_certificates')
        .values({ ...row, shown_at: null })
        .onConflict((conflict) => conflict.column('node_id').doUpdateSet(issued)),
    )
  }

  shown(node_id: NodeId, at: string): void {
    this.#store.run(
      this.#store.db.updateTable('node_certificates').set({ shown_at: at }).where('node_id', '=', node_id),
    )
  }

  forget(node_id: NodeId): void {
    this.#store.run(this.#store.db.deleteFrom('node_certificates').where('node_id', '=', node_id))
  }
}

function rank({ state }: KeptAuthority): number {
  return state === 'signing' ? 0 : 1
}
