import type { MediaUnit } from '../media/unit.ts'

/** Media that stopped for so long, and for twice as long as it usually pauses, is doubted, in ms. */
const DOUBT_AFTER_MS = 500

const LOOK_EVERY_MS = 50

/** What the longest pause so far counts less with each unit: it is forgotten within some seconds. */
const PAUSE_DECAY = 0.99

/**
 * Watches whether media goes on, and tells new media from what was seen: a QUIC path that died says nothing for the
 * seconds of its idle timeout, and a viewer should not wait for them. A stream that only pauses is no reason to leave:
 * the other transport has nothing newer either.
 */
export class MediaWatch {
  readonly #onDoubt: () => void
  readonly #newest = new Map<MediaUnit['kind'], number>()
  #came_at: number | null = null
  #usual_pause_ms = 0
  #looks_silent = 0
  #doubted = false
  #timer: NodeJS.Timeout | null = null

  /** @param onDoubt media stopped; said once until some came again */
  constructor(onDoubt: () => void) {
    this.#onDoubt = onDoubt
  }

  /** Notes a unit that was handed on. */
  saw(unit: MediaUnit): void {
    if (unit.config || unit.kind === 'metadata') return
    this.#newest.set(unit.kind, unit.dts_ms)
    const now = performance.now()
    this.#usual_pause_ms = Math.max(
      this.#usual_pause_ms * PAUSE_DECAY,
      this.#came_at === null ? 0 : now - this.#came_at,
    )
    this.#came_at = now
    this.#looks_silent = 0
    this.#doubted = false
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS)
  }

  /** Whether this is media that was not seen yet. */
  isNew(unit: MediaUnit): boolean {
    if (unit.config || unit.kind === 'metadata') return false
    return unit.dts_ms > (this.#newest.get(unit.kind) ?? Number.NEGATIVE_INFINITY)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  #look(): void {
    const silent_ms = performance.now() - (this.#came_at ?? performance.now())
    if (silent_ms < DOUBT_AFTER_MS || silent_ms < 2 * this.#usual_pause_ms) return
    this.#looks_silent += 1
    // Not at the first look: when this very process was stopped for a while, what came meanwhile is read between two looks.
    if (this.#looks_silent < 2 || this.#doubted) return
    this.#doubted = true
    this.#onDoubt()
  }
}
