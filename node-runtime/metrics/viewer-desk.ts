import { createHmac, randomBytes } from 'node:crypto'
import { shownNetwork } from '#contract/address-block.ts'
import type { ViewerEnded } from '#contract/control-channel.ts'
import type { StreamPath } from '#contract/ids.ts'
import type { StreamViewer, ToldViewers } from '#contract/stream-viewers.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import type { SubscriberFacts } from '../media/subscriber-facts.ts'
import { subscriberName } from './subscriber-name.ts'

export interface ViewerDeskOptions {
  readonly directory: Pick<StreamDirectory, 'find'>
  /** Subscribers of a stream on other threads. */
  readonly subscribersElsewhere: (path: StreamPath) => Promise<readonly SubscriberFacts[]>
  /** Ends one of them, wherever it is. */
  readonly endElsewhere: (path: StreamPath, id: string, reason: string) => void
}

/** Who watches what here, for the origin: each viewer by an id that says nothing of it and holds until this program ends. */
export class ViewerDesk {
  readonly #options: ViewerDeskOptions
  readonly #key = randomBytes(32)

  constructor(options: ViewerDeskOptions) {
    this.#options = options
  }

  /** Connections that watch a stream, the oldest first. */
  async list(path: StreamPath, limit: number): Promise<ToldViewers> {
    const all = await this.#viewersOf(path)
    const watching = this.#options.directory.find(path)?.viewers ?? 0
    const oldest = all.sort((one, other) => one.since.getTime() - other.since.getTime()).slice(0, limit)
    return {
      total: all.length,
      hls_viewers: Math.max(0, watching - all.length),
      viewers: oldest.map((facts) => this.#describe(path, facts)),
    }
  }

  /** Lets one viewer go. @param reason what it is told; null: it stays @returns where it is; null: there is no such viewer */
  async end(path: StreamPath, viewer_id: string, reason: string | null): Promise<ViewerEnded['viewer']> {
    const found = (await this.#viewersOf(path)).find((facts) => this.#idOf(path, facts) === viewer_id)
    if (found === undefined) return null
    const { protocol, address } = subscriberName(found)
    if (reason !== null) {
      const here = this.#options.directory.find(path)?.disconnectViewer(found.id, reason) === true
      if (!here) this.#options.endElsewhere(path, found.id, reason)
    }
    return { protocol, address: address ?? '' }
  }

  async #viewersOf(path: StreamPath): Promise<SubscriberFacts[]> {
    const { directory, subscribersElsewhere } = this.#options
    const stream = directory.find(path)
    if (stream === undefined) return []
    const all = [...stream.subscribers(), ...(await subscribersElsewhere(path))]
    return all.filter(({ kind }) => kind === 'viewer')
  }

  #describe(path: StreamPath, facts: SubscriberFacts): StreamViewer {
    const { since, bytes, buffered_bytes, behind_ms, skips, state } = facts
    const { protocol, address } = subscriberName(facts)
    return {
      ...{ id: this.#idOf(path, facts), protocol, network: address === null ? '' : shownNetwork(address) },
      ...{ since: since.toISOString(), bytes, buffered_bytes, behind_ms, skips, state },
    }
  }

  #idOf(path: StreamPath, { id, since }: SubscriberFacts): string {
    return createHmac('sha256', this.#key).update(`${path} ${id} ${since.getTime()}`).digest('base64url').slice(0, 16)
  }
}
