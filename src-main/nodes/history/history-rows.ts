import type { Statement } from 'better-sqlite3'
import type { NodeId } from '#contract/ids.ts'
import type { Store } from '../../store/store.ts'
import { type Minute, readMinutes, writeMinutes } from './minute.ts'

/** Some minutes of one node that go into one row. */
export interface MinutesOfNode {
  readonly id: NodeId
  /** In their order, at least one. */
  readonly minutes: readonly Minute[]
}

interface HistoryRow {
  readonly first_minute: number
  readonly minutes: Buffer
}

/** The table `node_history`: a row holds some minutes of one node. */
export class HistoryRows {
  readonly #store: Store
  readonly #put: Statement<[{ node_id: string; first_minute: number; minutes: Buffer }]>
  readonly #read: Statement<[string, number]>
  readonly #prune: Statement<[string, number]>

  constructor(store: Store) {
    this.#store = store
    this.#put = store.sql.prepare(
      `INSERT INTO node_history (node_id, first_minute, minutes) VALUES (@node_id, @first_minute, @minutes)
       ON CONFLICT (node_id, first_minute) DO UPDATE SET minutes = excluded.minutes`,
    )
    this.#read = store.sql.prepare(
      'SELECT first_minute, minutes FROM node_history WHERE node_id = ? AND first_minute >= ? ORDER BY first_minute',
    )
    this.#prune = store.sql.prepare('DELETE FROM node_history WHERE node_id = ? AND first_minute < ?')
  }

  /** Every minute of rows that begin at or after a minute, in their order; one that was written in two parts comes twice. */
  read(id: NodeId, from_minute: number): Minute[] {
    const rows = this.#read.all(id, from_minute) as HistoryRow[]
    return rows.flatMap(({ first_minute, minutes }) => readMinutes(minutes, first_minute))
  }

  /** Writes a row a node, and forgets what is older than a minute; all in one transaction. */
  write(nodes: readonly MinutesOfNode[], keep_from_minute: number): void {
    this.#store.transaction(() => {
      for (const { id, minutes } of nodes) {
        const first_minute = minutes[0]?.minute ?? 0
        this.#put.run({ node_id: id, first_minute, minutes: writeMinutes(minutes, first_minute) })
        this.#prune.run(id, keep_from_minute)
      }
    })
  }

  forget(id: NodeId): void {
    this.#store.transaction(() => this.#prune.run(id, Number.MAX_SAFE_INTEGER))
  }
}
