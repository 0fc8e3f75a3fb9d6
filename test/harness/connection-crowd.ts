import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** What the thread of a crowd is told; it answers each once. */
export type CrowdOrder =
  | { readonly what: 'open'; readonly port: number; readonly count: number }
  | { readonly what: 'send'; readonly first_byte: number; readonly length: number }
  | { readonly what: 'until_all_closed'; readonly deadline_ms: number }
  | { readonly what: 'lives'; readonly from: 'open' | 'sent' }
  | { readonly what: 'close' }

export interface CrowdAnswer {
  readonly lives: readonly number[] | null
  readonly error: string | null
}

/**
 * Thousands of bare connections to one port, which send at most some bytes, once, and note when they are closed. They live in a thread
 * of their own: what a viewer in the test notices is then the server's doing, not the test's.
 */
export class ConnectionCrowd implements AsyncDisposable {
  readonly #worker = new Worker(new URL('connection-crowd-worker.ts', import.meta.url))

  /** @throws {Error} when not all were let in */
  static async open(port: number, count: number): Promise<ConnectionCrowd> {
    const crowd = new ConnectionCrowd()
    try {
      await crowd.#tell({ what: 'open', port, count })
      return crowd
    } catch (error) {
      await crowd.#worker.terminate()
      throw error
    }
  }

  /** Each sends so many bytes, of which only the first is no accident. */
  async sendGarbage(first_byte: number, length: number): Promise<void> {
    await this.#tell({ what: 'send', first_byte, length })
  }

  /** @throws {Error} when some are open still after `deadline_ms` */
  async untilAllClosed(deadline_ms: number): Promise<void> {
    await this.#tell({ what: 'until_all_closed', deadline_ms })
  }

  /** How long each lived, sorted, in ms: from its opening, or from what it sent, to its close; infinite for one that is open. */
  async lives(from: 'open' | 'sent'): Promise<readonly number[]> {
    return (await this.#tell({ what: 'lives', from })) ?? []
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#tell({ what: 'close' })
    } finally {
      await this.#worker.terminate()
    }
  }

  async #tell(order: CrowdOrder): Promise<readonly number[] | null> {
    // Rejects by itself where the thread fails.
    const answered = once(this.#worker, 'message') as Promise<[CrowdAnswer]>
    this.#worker.postMessage(order)
    const [{ lives, error }] = await answered
    if (error !== null) throw new Error(error)
    return lives
  }
}
