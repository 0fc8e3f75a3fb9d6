import { statfsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import type { StorageState } from '#contract/storage.ts'

/** Room on a disk, in bytes. */
export interface Room {
  readonly free_bytes: number
  readonly total_bytes: number
}

/** From when on room is low: less than so much is free, or less than this part of the disk. */
export interface LowRoom {
  readonly low_free_bytes: number
  readonly low_free_percent: number
}

export interface StorageWatchOptions extends LowRoom {
  /** A folder on the disk that is watched. */
  readonly folder: string
  readonly onChanged: (state: StorageState, before: StorageState) => void
  /** Milliseconds between two looks; default 2 s. */
  readonly interval_ms?: number
  /** Reads the room; default statfs(2). */
  readonly read?: (folder: string) => Promise<Room>
}

/** With less free than this the activity log waits in memory, so that what must be kept has room. */
export const CRITICAL_BELOW_BYTES = 32 * 1024 * 1024
/** A tenth of a large disk is no shortage: with so much free it never is. */
const NEVER_LOW_BYTES = 20 * 1024 ** 3
/** So much more than the threshold has to be free until a state is left again; else it would come and go. */
const LEAVE_FACTOR = 1.1
const LOOK_INTERVAL_MS = 2_000

/** From how much free room on it is low. */
export function lowBelow({ total_bytes }: Room, { low_free_bytes, low_free_percent }: LowRoom): number {
  return Math.max(low_free_bytes, Math.min((total_bytes * low_free_percent) / 100, NEVER_LOW_BYTES))
}

/**
 * Decides how it stands. Pure.
 * @param write_failed the last write did not find room; ends with a write that did
 */
export function storageState(room: Room, low: LowRoom, write_failed: boolean, before: StorageState): StorageState {
  if (write_failed) return 'full'
  const isBelow = (threshold: number, was_in: boolean) => room.free_bytes < threshold * (was_in ? LEAVE_FACTOR : 1)
  if (isBelow(CRITICAL_BELOW_BYTES, before === 'critical' || before === 'full')) return 'critical'
  return isBelow(lowBelow(room, low), before !== 'ok') ? 'low' : 'ok'
}

/** Watches the room on the disk of the origin's data, and what becomes of its writes. */
export class StorageWatch {
  readonly #options: StorageWatchOptions
  #low: LowRoom
  readonly #timer: NodeJS.Timeout
  #room: Room
  #state: StorageState = 'ok'
  #since = new Date().toISOString()
  #write_failed = false
  #looking = false

  constructor(options: StorageWatchOptions) {
    this.#options = options
    this.#low = options
    this.#room = readRoom(options.folder)
    this.#decide()
    this.#timer = setInterval(() => void this.look(), options.interval_ms ?? LOOK_INTERVAL_MS)
    this.#timer.unref()
  }

  get state(): StorageState {
    return this.#state
  }

  /** Since when it stands so, RFC 3339. */
  get since(): string {
    return this.#since
  }

  get room(): Room {
    return this.#room
  }

  get low_below_bytes(): number {
    return Math.round(lowBelow(this.#room, this.#low))
  }

  /** Whether there is room for what may wait. */
  get takes_history(): boolean {
    return this.#room.free_bytes >= CRITICAL_BELOW_BYTES
  }

  /** From when on it is low, anew. */
  lowFrom(low: LowRoom): void {
    this.#low = low
    this.#decide()
  }

  /** A write did not find room. */
  failed(): void {
    if (this.#write_failed) return
    this.#write_failed = true
    this.#decide()
  }

  /** A write is on disk. */
  written(): void {
    if (!this.#write_failed) return
    this.#write_failed = false
    this.#decide()
  }

  /** Reads how much room there is. A disk that does not answer (a network's) is asked once, not again and again. */
  async look(): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    try {
      const read = this.#options.read ?? (async (folder) => roomOf(await statfs(folder)))
      this.#room = await read(this.#options.folder)
      this.#decide()
    } catch {
      // The folder is gone, or its disk: writes tell that themselves.
    } finally {
      this.#looking = false
    }
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #decide(): void {
    const before = this.#state
    this.#state = storageState(this.#room, this.#low, this.#write_failed, before)
    if (this.#state === before) return
    this.#since = new Date().toISOString()
    this.#options.onChanged(this.#state, before)
  }
}

/** How much room there is at this moment. */
export function readRoom(folder: string): Room {
  return roomOf(statfsSync(folder))
}

/** What is free for who is not root. */
function roomOf({ bavail, blocks, bsize }: { bavail: number; blocks: number; bsize: number }): Room {
  return { free_bytes: bavail * bsize, total_bytes: blocks * bsize }
}
