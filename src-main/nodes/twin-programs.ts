import type { Logger } from 'pino'
import type { NodeId } from '#contract/ids.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Clock } from './clock.ts'
import { nodeActivity } from './node-activity.ts'

/** Programs that take turns are written to the activity log at most this often for each node, in ms. */
const RECORD_INTERVAL_MS = 60_000

/** One of two programs that are connected as the same node. */
export interface TwinProgram {
  /** Which start of a program it is. */
  readonly epoch: number | null
  /** IP address that it dials from; undefined: not known any more. */
  readonly remote_address: string | undefined
}

export interface TwinProgramsOptions {
  readonly activity: Pick<ActivityLog, 'record'>
  readonly clock: Clock
  readonly log: Logger
  readonly nameOf: (id: NodeId) => string
}

/** Says that two programs are connected as one node: a data directory was copied, or a machine's disk. */
export class TwinPrograms {
  readonly #options: TwinProgramsOptions
  readonly #recorded_ms = new Map<NodeId, number>()

  constructor(options: TwinProgramsOptions) {
    this.#options = options
  }

  /** @param ended the one that was told to stop */
  seen(node_id: NodeId, stays: TwinProgram, ended: TwinProgram): void {
    const { activity, clock, log, nameOf } = this.#options
    const now_ms = clock.now().monotonic_ms
    const recorded_ms = this.#recorded_ms.get(node_id)
    if (recorded_ms !== undefined && now_ms - recorded_ms < RECORD_INTERVAL_MS) return
    this.#recorded_ms.set(node_id, now_ms)
    const message =
      `Two programs were connected as node ${nameOf(node_id)}: ${described(stays)} stays, ${described(ended)} was told to stop. ` +
      'If these are two machines, one has the data directory of the other: give it an empty one and join it anew.'
    log.warn({ event: 'channel.twin', node_id, stays, ended }, message)
    const data = { epoch: stays.epoch, address: stays.remote_address ?? null, ended_epoch: ended.epoch }
    activity.record(
      nodeActivity({ id: node_id }, 'node.superseded', 'warning', 'origin', message, {
        ...data,
        ended_address: ended.remote_address ?? null,
      }),
    )
  }

  /** The node is not a member any more. */
  forget(node_id: NodeId): void {
    this.#recorded_ms.delete(node_id)
  }
}

const described = ({ epoch, remote_address }: TwinProgram) =>
  `start ${epoch ?? 0} at ${remote_address?.replace(/^::ffff:/, '') ?? 'an unknown address'}`
