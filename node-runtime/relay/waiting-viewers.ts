import type { LiveStream } from '../media/live-stream.ts'

interface Waiter {
  readonly resolve: (stream: LiveStream) => void
  readonly reject: (error: Error) => void
}

/** The viewers who came before the first byte of a relayed stream. */
export class WaitingViewers {
  readonly #waiters = new Set<Waiter>()
  readonly #onChanged: () => void

  /** @param onChanged one came, or left by its own signal; called after the change */
  constructor(onChanged: () => void) {
    this.#onChanged = onChanged
  }

  get count(): number {
    return this.#waiters.size
  }

  /**
   * Resolves with the stream as soon as there is one.
   * @throws the reason of `signal`, or the error that {@link reject} was told
   */
  wait(signal: AbortSignal): Promise<LiveStream> {
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.#waiters.delete(waiter)
        signal.removeEventListener('abort', abort)
      }
      const abort = () => {
        settle()
        reject(signal.reason)
        this.#onChanged()
      }
      const waiter: Waiter = {
        resolve: (stream) => {
          settle()
          resolve(stream)
        },
        reject: (error) => {
          settle()
          reject(error)
        },
      }
      signal.addEventListener('abort', abort)
      this.#waiters.add(waiter)
      this.#onChanged()
    })
  }

  /** Gives all of them the stream. */
  resolve(stream: LiveStream): void {
    for (const waiter of [...this.#waiters]) waiter.resolve(stream)
  }

  /** Tells all of them that there will be none. */
  reject(error: Error): void {
    for (const waiter of [...this.#waiters]) waiter.reject(error)
  }
}
