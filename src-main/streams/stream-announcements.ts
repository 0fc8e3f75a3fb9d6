import type { StreamPath } from '#contract/ids.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { Stream } from '#contract/stream.ts'

export interface StreamAnnouncementsOptions {
  readonly events: { publish(event: Extract<LiveEvent, { type: 'stream' | 'stream_removed' }>): void }
  readonly clock: { after(delay_ms: number, callback: () => void): Disposable }
  readonly find: (path: StreamPath) => Stream | undefined
  /** Called once for all that changed together. */
  readonly onTold: (changed: readonly StreamPath[]) => void
}

/** Changes of one stream within this time are told together, in ms. */
const DEBOUNCE_MS = 50

/** Tells panels and programs how streams are, once for what changes together, and once that one is gone. */
export class StreamAnnouncements {
  readonly #options: StreamAnnouncementsOptions
  readonly #changed = new Set<StreamPath>()
  readonly #shown = new Set<StreamPath>()
  #timer: Disposable | null = null

  constructor(options: StreamAnnouncementsOptions) {
    this.#options = options
  }

  /** Something about this stream is another: it is told within moments. */
  changed(path: StreamPath): void {
    this.#changed.add(path)
    this.#timer ??= this.#options.clock.after(DEBOUNCE_MS, () => {
      this.#timer = null
      const changed = [...this.#changed]
      this.#changed.clear()
      for (const path of changed) this.show(path)
      this.#options.onTold(changed)
    })
  }

  /** Tells at once how this stream is. */
  show(path: StreamPath): void {
    const { events, find } = this.#options
    const stream = find(path)
    if (stream !== undefined) {
      this.#shown.add(path)
      events.publish({ type: 'stream', stream })
    } else if (this.#shown.delete(path)) {
      events.publish({ type: 'stream_removed', stream_path: path })
    }
  }

  stop(): void {
    this.#timer?.[Symbol.dispose]()
  }
}
