import type { Peer } from '#contract/control-channel.ts'

/** How long a source that did not answer over QUIC is reached over TLS at once, in ms. */
export const UNREACHABLE_MS = 5 * 60_000

/** As above, of one whose connection broke while media flowed: it may have been restarted. */
export const BROKEN_MS = 60_000

const MAX_PATHS = 10_000

/** Remembers over which paths QUIC failed, so that the next relay does not wait for it again. */
export class QuicPaths {
  readonly #failed_until = new Map<string, number>()

  /** Times are the monotonic clock's, in ms. */
  failed(source: Peer, now: number, for_ms: number): void {
    const path = pathOf(source)
    this.#failed_until.delete(path)
    this.#failed_until.set(path, now + for_ms)
    if (this.#failed_until.size <= MAX_PATHS) return
    const oldest = this.#failed_until.keys().next().value
    if (oldest !== undefined) this.#failed_until.delete(oldest)
  }

  failedLately(source: Peer, now: number): boolean {
    const until = this.#failed_until.get(pathOf(source))
    return until !== undefined && now < until
  }
}

function pathOf({ endpoints }: Peer): string {
  return `${endpoints.address} ${endpoints.quic_port}`
}
