import type { NodeId, SessionId, StreamPath } from '#contract/ids.ts'
import type { LiveStream, Publication } from '../media/live-stream.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import { StreamBusyError } from '../media/stream-errors.ts'
import type { MediaUnit } from '../media/unit.ts'
import { ResumeFilter } from './resume-filter.ts'

export interface RelayFeedOptions {
  readonly path: StreamPath
  readonly node_id: NodeId
  readonly directory: StreamDirectory
  /** The node that the stream comes from now. */
  readonly source_node_id: () => NodeId | null
  /** A publisher has the path on this very node. */
  readonly onLocal: (stream: LiveStream) => void
  /** The stream cannot be fed here any more. */
  readonly onOver: (reason: string) => void
}

/**
 * What a relay brings to this node: the right to feed the stream here, the session that it is, and the nodes that it passes.
 * Connections come and go; the viewers see what each of them goes on with.
 */
export class RelayFeed {
  readonly #options: RelayFeedOptions
  readonly #resume = new ResumeFilter()
  /** Of the last session that was pulled. */
  #publication: Publication | null = null
  #session_id: SessionId | null = null
  #hops: readonly NodeId[] | null = null
  #frames = 0
  #last_frame_at: Date | null = null

  constructor(options: RelayFeedOptions) {
    this.#options = options
  }

  /** The stream as it is fed here; null before the first session. */
  get stream(): LiveStream | null {
    return this.#publication?.stream ?? null
  }

  /** The session whose media the viewers saw last. */
  get session_id(): SessionId | null {
    return this.#session_id
  }

  /** The nodes that the stream passes before it is here, its source last; null while no source sends it. */
  get hops(): readonly NodeId[] | null {
    return this.#hops
  }

  /** Units that were handed on. */
  get frames(): number {
    return this.#frames
  }

  get last_frame_at(): Date | null {
    return this.#last_frame_at
  }

  /** A connection begins with this session. False: it cannot be fed here, and those who wait for it have been told. */
  begin(session_id: SessionId, hops: readonly NodeId[]): boolean {
    const same = this.#publication !== null && session_id === this.#session_id
    const before = this.#hops
    // Whoever pulls from here is told with the beginning of the session which way it comes.
    this.#hops = hops
    if (!same && !this.#claim(session_id)) {
      this.#hops = before
      return false
    }
    this.#resume.begin(same)
    this.#session_id = session_id
    return true
  }

  /** The same session comes another way. */
  comesBy(hops: readonly NodeId[] | null): void {
    this.#hops = hops
  }

  /** Hands a unit on, unless the viewers have it. */
  push(unit: MediaUnit): boolean {
    const placed = this.#resume.place(unit)
    if (placed === null) return false
    this.#frames += 1
    this.#last_frame_at = new Date()
    this.#publication?.push(placed)
    return true
  }

  /** See {@link ResumeFilter.has}. */
  has(unit: MediaUnit): boolean {
    return this.#resume.has(unit)
  }

  /** Whether its publisher is waited for. */
  setDry(dry: boolean): void {
    this.#publication?.setDry(dry)
  }

  end(reason: string): void {
    this.#publication?.end(reason)
  }

  /** Begins the stream here, or goes on with it in another session. False: a publisher came first, and those who wait have its stream. */
  #claim(session_id: SessionId): boolean {
    const { path, node_id, directory, onLocal, onOver } = this.#options
    const source_node_id = this.#options.source_node_id() ?? node_id
    // The claim of another session ends the publication before, which is no end of this relay.
    this.#publication = null
    try {
      const publication = directory.claim(path, { kind: 'relay', session_id, source_node_id }, session_id)
      this.#publication = publication
      publication.ended.addEventListener('abort', () => this.#onPublicationOver(publication), { once: true })
      return true
    } catch (error) {
      const local = error instanceof StreamBusyError ? directory.find(path) : undefined
      if (local !== undefined) onLocal(local)
      else onOver(error instanceof Error ? error.message : String(error))
      return false
    }
  }

  #onPublicationOver(publication: Publication): void {
    if (publication !== this.#publication) return
    if (publication.stream.ended.aborted) this.#options.onOver('the stream was ended on this node')
    else this.#options.onLocal(publication.stream)
  }
}
