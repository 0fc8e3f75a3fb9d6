import type { LiveEvent } from '#contract/live-event.ts'

/** What an event is about, where a newer one makes an older one worthless; null where each one counts. */
export function subjectOf(event: LiveEvent): string | null {
  switch (event.type) {
    case 'cluster':
      return 'cluster'
    case 'node':
      return `node ${event.node.id}`
    case 'node_removed':
      return `node ${event.node_id}`
    case 'stream':
      return `stream ${event.stream.stream_path}`
    case 'stream_removed':
      return `stream ${event.stream_path}`
    case 'rolling_drain':
      return `rolling drain ${event.run.id}`
    case 'provisioning_run':
      return `provisioning run ${event.run.id}`
    case 'stream_samples':
    case 'provisioning_log':
    case 'activity':
    case 'alert.raised':
    case 'alert.cleared':
    case 'alert.digest':
    case 'reset':
    case 'alive':
      return null
    default:
      return event satisfies never
  }
}

/**
 * Lets the first event about a subject through at once and, for a while after, only the newest of those that follow. A
 * removal is never held back, and drops what was held.
 */
export class LiveEventCoalescer {
  readonly #interval_ms: number
  readonly #emit: (event: LiveEvent) => void
  /** Subjects that spoke within the interval, each with the newest event held back since. */
  readonly #quiet = new Map<string, { held: LiveEvent | null; timer: NodeJS.Timeout }>()

  constructor(interval_ms: number, emit: (event: LiveEvent) => void) {
    this.#interval_ms = interval_ms
    this.#emit = emit
  }

  push(event: LiveEvent): void {
    const subject = subjectOf(event)
    if (subject === null) {
      this.#emit(event)
      return
    }
    const quiet = this.#quiet.get(subject)
    if (event.type === 'node_removed' || event.type === 'stream_removed') {
      clearTimeout(quiet?.timer)
      this.#quiet.delete(subject)
      this.#emit(event)
    } else if (quiet === undefined) {
      this.#quieten(subject)
      this.#emit(event)
    } else {
      quiet.held = event
    }
  }

  /** Forgets what is held back. */
  stop(): void {
    for (const { timer } of this.#quiet.values()) clearTimeout(timer)
    this.#quiet.clear()
  }

  #quieten(subject: string): void {
    const timer = setTimeout(() => {
      const held = this.#quiet.get(subject)?.held ?? null
      this.#quiet.delete(subject)
      if (held === null) return
      this.#quieten(subject)
      this.#emit(held)
    }, this.#interval_ms)
    timer.unref()
    this.#quiet.set(subject, { held: null, timer })
  }
}
