import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

export interface GuessersOrder {
  readonly url: string
  /** Of this machine, `127.0.1.1` and on. */
  readonly addresses: number
  readonly per_second: number
  readonly seconds: number
}

/**
 * Wrong tokens and wrong keys from many addresses of this machine, by turns, from a thread of their own: what others wait for meanwhile
 * is the origin's doing, not the test's.
 */
export class Guessers implements AsyncDisposable {
  readonly #worker: Worker

  constructor(order: GuessersOrder) {
    this.#worker = new Worker(new URL('guessers-worker.ts', import.meta.url), { workerData: order })
  }

  /** All are sent. */
  async sent(): Promise<number> {
    const [{ guesses }] = (await once(this.#worker, 'message')) as [{ guesses: number }]
    return guesses
  }

  /** After {@link sent}: how many were answered with which status; 0: not at all. */
  async answered(): Promise<Readonly<Record<string, number>>> {
    const [{ answers }] = (await once(this.#worker, 'message')) as [{ answers: ReadonlyMap<number, number> }]
    return Object.fromEntries(answers)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }
}
