import type { Socket } from 'node:net'
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import type { Logger } from 'pino'
import type { MediaConfig } from '#contract/config.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { NodeThreads } from '#contract/local-control.ts'
import type { SubscriberFacts } from './media/subscriber-facts.ts'
import { whyNoPortSharing } from './workers/port-sharing.ts'
import { openRelayDoor, type RelayDoor } from './workers/relay-door.ts'
import type { StreamOwner } from './workers/stream-owner.ts'
import type { Acceptance } from './workers/thread-settings.ts'
import { WorkerPool } from './workers/worker-pool.ts'

/** `worker.ts` beside this file, or `worker.js` beside the bundle that this file is part of. */
const WORKER_PROGRAM = new URL(`./worker${extname(import.meta.url)}`, import.meta.url)

/** On the way to a worker there may be so much besides two groups of pictures as large as they may be, in bytes. */
const WINDOW_BYTES = 8 * 1024 * 1024

/** Whether the threads of this node share its ports. */
export interface PortSharing {
  readonly shares: boolean
  /** The most workers there will be. */
  readonly most: number
  readonly note: string | null
}

/** Looks at the setting, the cores and the system. */
export async function portSharing(workers: MediaConfig['workers']): Promise<PortSharing> {
  const most = workers === 'auto' ? availableParallelism() - 1 : workers
  if (most < 1) return { shares: false, most: 0, note: null }
  const note = await whyNoPortSharing()
  return note === null ? { shares: true, most, note } : { shares: false, most: 0, note }
}

export interface NodeWorkersOptions {
  readonly sharing: PortSharing
  readonly media: MediaConfig
  /** As the main thread listens on them. */
  readonly ports: { readonly rtmp_port: number; readonly media_port: number }
  readonly owner: StreamOwner
  readonly node_id: NodeId
  readonly acceptance: () => Acceptance
  /** Takes TLS connections of other nodes, wherever they came in. */
  readonly onRelay: (socket: Socket) => void
  readonly log: Logger
}

/** The workers of this node and what they need of it; none where the system lets no threads share a port. */
export class NodeWorkers {
  readonly #options: NodeWorkersOptions
  #door: RelayDoor | null = null
  #pool: WorkerPool | null = null

  constructor(options: NodeWorkersOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    const { sharing, media, ports, owner, node_id, acceptance, onRelay, log } = this.#options
    if (!sharing.shares) {
      if (sharing.note !== null) {
        log.warn(
          { event: 'worker.impossible', reason: sharing.note },
          `one thread takes all connections: ${sharing.note}`,
        )
      }
      return
    }
    this.#door = await openRelayDoor(onRelay, media.max_connections)
    this.#pool = new WorkerPool({
      workers: media.workers,
      most: sharing.most,
      entry: WORKER_PROGRAM,
      settings: {
        ...ports,
        node_id,
        media,
        relay_port: this.#door.port,
        window_bytes: WINDOW_BYTES + 2 * media.gop_cache_size,
        log_level: log.level,
      },
      owner,
      acceptance,
      log,
    })
    await this.#pool.start()
  }

  /** For the node's status. */
  get status(): NodeThreads {
    const { sharing, owner } = this.#options
    const workers = this.#pool?.status ?? []
    const elsewhere = workers.reduce((sum, { subscribers }) => sum + subscribers, 0)
    const main = { subscribers: Math.max(0, owner.directory.totals().viewers - elsewhere) }
    return { main, workers, most: sharing.most, note: sharing.note }
  }

  /** Viewers on all workers by protocol. */
  viewersByProtocol(): ReadonlyMap<string, number> {
    return this.#pool?.viewersByProtocol() ?? new Map()
  }

  /** Who watches a stream on any worker. */
  async subscribers(path: StreamPath): Promise<readonly SubscriberFacts[]> {
    return (await this.#pool?.subscribers(path)) ?? []
  }

  /** Has the worker that has this subscriber tell it why it is let go. */
  endSubscriber(path: StreamPath, id: string, reason: string): void {
    this.#pool?.endSubscriber(path, id, reason)
  }

  refreshAcceptance(): void {
    this.#pool?.refreshAcceptance()
  }

  /** Tells everybody on the workers, then ends them; an abort ends them at once. Idempotent. */
  async stop(signal?: AbortSignal): Promise<void> {
    await this.#pool?.stop(signal)
    await this.#door?.stop()
    this.#pool = null
    this.#door = null
  }
}
