import type { StreamPath } from '#contract/ids.ts'
import type { Departure } from '../../media/departure.ts'
import type { Elsewhere } from '../../media/play-elsewhere.ts'
import type { HlsAnswer } from './answer.ts'
import type { HlsRequest } from './hls-request.ts'
import { type Anchor, type CommonRendition, movedTarget } from './moved.ts'

/** Tags of outputs that closed, and viewers that were moved, kept while the node drains: at most so many of each. */
const MOST_KEPT = 20_000

/** A rendition of this node, and where its playlist is; null while it has no segment. */
interface KnownRendition extends CommonRendition {
  readonly anchor: () => Anchor | null
}

/**
 * Viewers of HLS on a node that drains: each is sent on with a request for a playlist, when its moment has come. Players go on asking here, at the
 * address of their master playlist, so that what closed meanwhile is known by its tag until the drain is over.
 */
export class MovedViewers {
  readonly #departure: Departure
  readonly #elsewhere: (path: StreamPath, hops: readonly string[]) => Elsewhere | null
  readonly #renditions = new Map<string, KnownRendition>()
  readonly #closed = new Set<string>()
  readonly #moved = new Set<string>()
  readonly #unlisten: () => void

  /** @param elsewhere where viewers of a path may go; null: nowhere */
  constructor(departure: Departure, elsewhere: (path: StreamPath, hops: readonly string[]) => Elsewhere | null) {
    this.#departure = departure
    this.#elsewhere = elsewhere
    this.#unlisten = departure.onChanged(() => {
      if (departure.leaving) return
      for (const tag of this.#closed) this.#renditions.delete(tag)
      this.#closed.clear()
      this.#moved.clear()
    })
  }

  know(tag: string, rendition: KnownRendition): void {
    this.#renditions.set(tag, rendition)
  }

  /** The output with this tag is closed. */
  forget(tag: string): void {
    if (!this.#departure.leaving || this.#closed.size >= MOST_KEPT) this.#renditions.delete(tag)
    else this.#remember(tag)
  }

  /** Its segments are let go of; where they were stays known. */
  #remember(tag: string): void {
    const rendition = this.#renditions.get(tag)
    if (rendition === undefined) return
    const at = rendition.anchor()
    this.#renditions.set(tag, { ...rendition, anchor: () => at })
    this.#closed.add(tag)
  }

  /** The moment of this viewer has come, and there is a node for it. */
  movesNow(path: StreamPath, session: string | null): boolean {
    return session !== null && this.#departure.moves(session) && this.#elsewhere(path, []) !== null
  }

  /** Where this viewer goes on; null: it is answered here. */
  answer(asked: Extract<HlsRequest, { kind: 'media' }>, hops: readonly string[]): HlsAnswer {
    const { tag, path, session } = asked
    const rendition = this.#renditions.get(tag)
    if (!this.#departure.leaving || session === null || rendition === undefined || rendition.path !== path) return null
    if (!this.#closed.has(tag) && !this.#departure.moves(session)) return null
    const elsewhere = this.#elsewhere(path, hops)
    if (elsewhere === null) return null
    // From the second time on it asks by the numbers of the node that it was sent to.
    const reload = this.#moved.has(session) ? asked : null
    if (this.#moved.size < MOST_KEPT) this.#moved.add(session)
    return { kind: 'moved', elsewhere, target: movedTarget(rendition, session, reload, rendition.anchor()) }
  }

  stop(): void {
    this.#unlisten()
  }
}
