import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Peer, RelaySourceChoice } from '#contract/control-channel.ts'
import type { NodeId, RelayId, StreamPath } from '#contract/ids.ts'
import type { Relay } from '#contract/stream.ts'
import { Listeners } from '../media/listeners.ts'
import type { LiveStream } from '../media/live-stream.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import { NodeNotAcceptingError, StreamNotFoundError } from '../media/stream-errors.ts'
import type { StreamResolver } from '../media/stream-resolver.ts'
import type { LocateSource } from './locate-source.ts'
import type { RelayChains } from './relay-chains.ts'
import { RelayPuller } from './relay-puller.ts'
import type { RelayPolicy } from './relay-step.ts'
import type { RelayTransports } from './relay-transports.ts'

/** How long a stream that could not be had is answered from memory, so that a rush for it asks the origin once. */
const NEGATIVE_ANSWER_MS = 1_000
const MAX_NEGATIVE_ANSWERS = 10_000

/** How much later than it should a relay may be released before it counts as leaked, in ms: timers of a busy process. */
const RELEASE_TOLERANCE_MS = 1_000

/** Relays this node keeps at once, whatever their state. */
const MAX_RELAYS = 2_000

export interface RelayResolverOptions {
  readonly node_id: NodeId
  readonly transports: RelayTransports
  readonly directory: StreamDirectory
  readonly locate: LocateSource
  readonly policy: RelayPolicy
  /** How long this stream's viewers are kept without a source, in ms. Absent: as the policy of all says. */
  readonly keepMs?: (path: StreamPath) => number
  readonly silence_limit_ms?: number
  /** Default 2,000. */
  readonly max_relays?: number
  readonly log: Logger
  /** A relay started, changed or ended. */
  readonly onChanged?: (relay: Relay) => void
}

/**
 * Finds a stream for a viewer: the one live here, else by the one relay of its path that all who ask share. Owns the
 * relays and ends them in `stop()`.
 */
export class RelayResolver {
  readonly #options: RelayResolverOptions
  readonly #pullers = new Map<StreamPath, RelayPuller>()
  readonly #negative = new Map<StreamPath, { readonly reason: string; readonly until: number }>()
  readonly #chained = new Listeners<{ changed: [path: StreamPath] }>()
  readonly #unlisten: readonly (() => void)[]
  #stopped = false

  constructor(options: RelayResolverOptions) {
    this.#options = options
    const { directory } = options
    this.#unlisten = [
      directory.on('subscribers', (stream) => {
        if (stream.origin.kind === 'relay') this.#pullers.get(stream.path)?.recount()
      }),
      directory.on('started', (stream) => {
        this.#negative.delete(stream.path)
        if (stream.origin.kind === 'publisher') this.#pullers.get(stream.path)?.yieldTo(stream)
      }),
    ]
  }

  /** {@link StreamResolver}; a rejection by the caller's own signal carries that signal's reason. */
  readonly resolve: StreamResolver = async (path, signal) => {
    const live = this.#options.directory.find(path)
    if (live !== undefined) return live
    return await this.#pull(path, signal)
  }

  /** Every relay whose source is known, for the origin. */
  list(): readonly Relay[] {
    return [...this.#pullers.values()].map((puller) => puller.view()).filter((relay) => relay !== null)
  }

  /** As {@link list}, with where each of them comes from. */
  listWithSources(): readonly { readonly relay: Relay; readonly source: Peer }[] {
    return [...this.#pullers.values()].flatMap((puller) => {
      const relay = puller.view()
      return relay === null || puller.source === null ? [] : [{ relay, source: puller.source }]
    })
  }

  /** Relays without a viewer for longer than the release delay allows; anything but 0 is a fault of this program. */
  get leaked(): number {
    const longest_ms = this.#options.policy.release_delay_ms + RELEASE_TOLERANCE_MS
    return [...this.#pullers.values()].filter((puller) => puller.unwatched_ms > longest_ms).length
  }

  /** How each stream comes here, for those who pull it from here. */
  readonly chains: RelayChains = {
    of: ({ path, origin }) => {
      const { node_id } = this.#options
      if (origin.kind === 'publisher') return [node_id]
      const hops = this.#pullers.get(path)?.hops ?? null
      return hops === null ? null : [...hops, node_id]
    },
    isOver: ({ path, origin }) => origin.kind === 'publisher' || (this.#pullers.get(path)?.over_for_all ?? false),
    coming: (path) => {
      const puller = this.#pullers.get(path)
      if (puller === undefined) return null
      return { source: puller.source?.node_id ?? null, arrived: (signal) => puller.wait(signal) }
    },
    onChanged: (listener) => this.#chained.on('changed', listener),
  }

  /** The origin says by itself where a stream is to come from now, best first. */
  moved(path: StreamPath, sources: readonly RelaySourceChoice[]): void {
    const { node_id } = this.#options
    this.#pullers.get(path)?.moved(sources.filter(({ peer }) => peer.node_id !== node_id))
  }

  /** Brings a stream whose publisher moved to another node from there, for the viewers that it has here. */
  follow(path: StreamPath): void {
    if (this.#pullers.has(path)) return
    this.#pull(path, new AbortController().signal).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      const { log } = this.#options
      log.warn({ event: 'relay.not_followed', stream_path: path, reason }, `${path} cannot be followed: ${reason}`)
    })
  }

  /** Pulls a stream that is not here and holds it, see {@link RelayPuller.pin}; undefined lets it go when nobody watches. */
  pin(path: StreamPath, until: string | null | undefined): void {
    if (until !== undefined && this.#options.directory.find(path) === undefined) this.follow(path)
    this.#pullers.get(path)?.pin(until)
  }

  /** These nodes are no members any more: what comes from them is cut at once, and looked for elsewhere. */
  forsake(gone: readonly NodeId[]): void {
    const ids = new Set(gone)
    for (const puller of [...this.#pullers.values()]) puller.forsake(ids)
  }

  /** Ends every relay; viewers are told by their stream. */
  stop(reason = 'this node stops'): void {
    this.#stopped = true
    for (const unlisten of this.#unlisten) unlisten()
    for (const puller of [...this.#pullers.values()]) puller.stop(reason)
  }

  async #pull(path: StreamPath, signal: AbortSignal): Promise<LiveStream> {
    if (this.#stopped) throw new NodeNotAcceptingError('This node stops and takes no new viewers.')
    const known = this.#pullers.get(path)
    if (known !== undefined) return await known.wait(signal)
    this.#refuseFromMemory(path)
    const limit = this.#options.max_relays ?? MAX_RELAYS
    if (this.#pullers.size >= limit) {
      throw new NodeNotAcceptingError(`This node pulls ${limit} streams already and takes no more.`)
    }
    const { node_id, transports, directory, locate, policy, log, silence_limit_ms } = this.#options
    const puller = new RelayPuller({
      id: randomUUID() as RelayId,
      path,
      node_id,
      transports,
      directory,
      locate,
      policy: { ...policy, keep_ms: this.#options.keepMs?.(path) ?? policy.keep_ms },
      log,
      ...(silence_limit_ms === undefined ? {} : { silence_limit_ms }),
      onChanged: (changed) => this.#onChanged(changed),
      onChain: () => this.#chained.emit('changed', path),
    })
    const stream = puller.wait(signal)
    this.#pullers.set(path, puller)
    puller.start()
    return await stream
  }

  #refuseFromMemory(path: StreamPath): void {
    const answer = this.#negative.get(path)
    if (answer === undefined) return
    if (performance.now() < answer.until) throw new StreamNotFoundError(path, answer.reason)
    this.#negative.delete(path)
  }

  #onChanged(puller: RelayPuller): void {
    if (puller.over) {
      if (this.#pullers.get(puller.path) === puller) this.#pullers.delete(puller.path)
      if (puller.state === 'failed') this.#remember(puller.path, puller.error ?? 'the stream could not be pulled')
    }
    const relay = puller.view()
    if (relay !== null) this.#options.onChanged?.(relay)
  }

  #remember(path: StreamPath, reason: string): void {
    if (this.#negative.size >= MAX_NEGATIVE_ANSWERS) {
      const oldest = this.#negative.keys().next().value
      if (oldest !== undefined) this.#negative.delete(oldest)
    }
    this.#negative.delete(path)
    this.#negative.set(path, { reason, until: performance.now() + NEGATIVE_ANSWER_MS })
  }
}
