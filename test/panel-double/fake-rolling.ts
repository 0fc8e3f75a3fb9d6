import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { LiveEvent } from '#contract/live-event.ts'
import { defaultLoadThresholds } from '#contract/node.ts'
import { rollingCancelSchema, rollingDrainBodySchema } from '#contract/rolling-drain.ts'
import { systemClock } from '../../src-main/nodes/clock.ts'
import { RollingDrains } from '../../src-main/rolling/rolling-drains.ts'
import type { NewActivity } from '../../src-main/store/activity-log.ts'
import { SqliteActivityLog } from '../../src-main/store/sqlite-activity-log.ts'
import { openStore } from '../../src-main/store/store.ts'
import type { FakeCluster } from './fake-cluster.ts'

const ACTOR = 'operator:Mira'
const log = pino({ level: 'silent' })

/** The real rolling drains, over the nodes of the fake cluster. */
export class FakeRolling {
  readonly #folder = mkdtempSync(join(tmpdir(), 'headwater-double-'))
  readonly #store = openStore(join(this.#folder, 'origin.db'))
  readonly #runs: RollingDrains

  constructor(cluster: FakeCluster, publish: (event: LiveEvent) => void) {
    const activity = new SqliteActivityLog(this.#store, { log })
    activity.onRecorded((fact) => cluster.record({ ...fact, type: fact.type as NewActivity['type'] }))
    const known = (id: string) => {
      const node = [...cluster.nodes.values()].find((one) => one.id === id)
      if (node === undefined) throw new Error('no such node')
      return node
    }
    this.#runs = new RollingDrains({
      ...{ store: this.#store, activity, clock: systemClock, log },
      events: { publish },
      thresholds: defaultLoadThresholds,
      nodes: {
        placeable: () => [...cluster.nodes.values()],
        find: (id) => cluster.nodes.get(id),
        drain: (id, request) => cluster.drain(known(id), request),
        resume: (id, reason) => cluster.resume(known(id), reason),
      },
      carriedBy: (id) =>
        [...cluster.streams.values()].flatMap(({ stream_path, participations, session }) => {
          const viewers = participations.find(({ node_id }) => node_id === id)?.subscribers ?? 0
          return viewers === 0 ? [] : [{ stream_path, viewers, mbps: session.bitrate_kbps / 1_000 }]
        }),
    })
  }

  /** The data of `/rolling-drains[/id[/action]]`. @throws {RollingError} */
  answer(method: string, id: string | undefined, action: string | undefined, body: unknown): unknown {
    if (method === 'GET') return id === undefined ? { items: this.#runs.list() } : this.#runs.find(id)
    if (id === undefined) return this.#runs.start(rollingDrainBodySchema.parse(body), ACTOR)
    if (action === 'pause') return this.#runs.pause(id, ACTOR)
    if (action === 'resume') return this.#runs.resume(id, ACTOR)
    return this.#runs.cancel(id, rollingCancelSchema.parse(body).resume_nodes, ACTOR)
  }

  stop(): void {
    this.#runs.stop()
    this.#store.close()
    rmSync(this.#folder, { recursive: true })
  }
}
