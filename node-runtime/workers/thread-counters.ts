/** Places in the shared memory. */
const ANSWERS = 0
const TAKEN = { owner: 1, worker: 2 } as const
const PLACES = 3

/** The two ends between a worker and the thread that owns the streams. */
export type ThreadEnd = keyof typeof TAKEN

/**
 * What both threads count in memory they share, so that flow control and the one question a worker waits for need no messages of their own.
 * Byte counts wrap at 2^32; differences of them do not care.
 */
export class ThreadCounters {
  readonly shared: SharedArrayBuffer
  readonly #places: Int32Array

  /** @param shared the memory that the other thread made; absent: made here */
  constructor(shared = new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT)) {
    this.shared = shared
    this.#places = new Int32Array(shared)
  }

  /** This end has taken so many more bytes of units out of its messages. */
  addTaken(end: ThreadEnd, bytes: number): void {
    Atomics.add(this.#places, TAKEN[end], bytes)
  }

  /** Bytes of units that this end has taken so far, modulo 2^32. */
  takenBy(end: ThreadEnd): number {
    return Atomics.load(this.#places, TAKEN[end]) >>> 0
  }

  /** How many answers were given to a worker that waits for one. */
  get answers(): number {
    return Atomics.load(this.#places, ANSWERS)
  }

  /** An answer was posted: the worker that stands still for it goes on. */
  answered(): void {
    Atomics.add(this.#places, ANSWERS, 1)
    Atomics.notify(this.#places, ANSWERS)
  }

  /** Stands still until there are other than `seen` answers, at most so long; false: that time passed. */
  waitForAnswer(seen: number, timeout_ms: number): boolean {
    return Atomics.wait(this.#places, ANSWERS, seen, timeout_ms) !== 'timed-out'
  }
}
