/** How many sessions are opened at once on one connection; sshd allows ten unless it is told otherwise (MaxSessions). */
const MOST_AT_ONCE = 8
/** An attempt refused with none of ours open is repeated this often: sshd frees a slot a little after it closed. */
const RETRIES_ALONE = 3
const RETRY_PAUSE_MS = 150

/**
 * Hands out turns to open a session on one SSH connection. A server that allows fewer at once than we try refuses the
 * next one; that lowers the limit for the rest of the connection, and the refused one takes its turn again.
 */
export class SessionSlots {
  #limit: number
  #active = 0
  readonly #waiting: (() => void)[] = []
  readonly #isRefusal: (error: unknown) => boolean

  /** @param isRefusal whether an error means that the server would not open one more session */
  constructor(isRefusal: (error: unknown) => boolean, most_at_once = MOST_AT_ONCE) {
    this.#isRefusal = isRefusal
    this.#limit = most_at_once
  }

  /** Opens something that keeps its turn until `whenClosed` says that it is over. */
  hold<Value>(
    open: () => Promise<Value>,
    whenClosed: (value: Value) => Promise<void>,
    signal: AbortSignal,
  ): Promise<Value> {
    const opened = Promise.withResolvers<Value>()
    this.run(async () => {
      const value = await open()
      opened.resolve(value)
      await whenClosed(value)
    }, signal).catch(opened.reject)
    return opened.promise
  }

  /** Runs `session` when its turn comes, again where the server refused to open it. */
  async run<Value>(session: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
    for (let refusedAlone = 0; ; ) {
      await this.#takeTurn(signal)
      try {
        return await session()
      } catch (error) {
        if (!this.#isRefusal(error)) throw error
        const others = this.#active - 1
        if (others > 0) {
          this.#limit = Math.min(this.#limit, others)
        } else {
          refusedAlone += 1
          if (refusedAlone > RETRIES_ALONE) throw error
          this.#limit = 1
          await pause(RETRY_PAUSE_MS * refusedAlone, signal)
        }
      } finally {
        this.#active -= 1
        this.#wake()
      }
    }
  }

  async #takeTurn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    while (this.#active >= this.#limit) {
      await new Promise<void>((resolve, reject) => {
        const turn = () => {
          signal.removeEventListener('abort', abort)
          resolve()
        }
        const abort = () => {
          this.#waiting.splice(this.#waiting.indexOf(turn), 1)
          reject(signal.reason)
        }
        signal.addEventListener('abort', abort, { once: true })
        this.#waiting.push(turn)
      })
    }
    this.#active += 1
  }

  #wake(): void {
    for (let free = this.#limit - this.#active; free > 0; free -= 1) this.#waiting.shift()?.()
  }
}

function pause(duration_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
    const timer = setTimeout(() => {
      done()
      resolve()
    }, duration_ms)
    const abort = () => {
      done()
      reject(signal.reason)
    }
    signal.addEventListener('abort', abort, { once: true })
  })
}
