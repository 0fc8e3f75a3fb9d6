import { statfs } from 'node:fs/promises'
import type { NodeLoad } from '#contract/node.ts'

/** Disks fill up over hours, in ms. */
const LOOK_INTERVAL_MS = 60_000

type Room = Pick<NodeLoad, 'disk_free_bytes' | 'disk_total_bytes'>

/** Room on the disk of a folder, looked at beside the work and at most once a minute: a disk on a network may take its time. */
export class DiskRoom {
  readonly #folder: string
  readonly #now_ms: () => number
  #room: Room = {}
  #looked_ms = Number.NEGATIVE_INFINITY

  constructor(folder: string, now_ms: () => number = () => performance.now()) {
    this.#folder = folder
    this.#now_ms = now_ms
  }

  /** As it was seen last; has it looked at again where that is long ago. Empty until it was seen, and where it cannot be. */
  get last(): Room {
    if (this.#now_ms() - this.#looked_ms >= LOOK_INTERVAL_MS) {
      this.#looked_ms = this.#now_ms()
      void this.#look()
    }
    return this.#room
  }

  async #look(): Promise<void> {
    try {
      const { bavail, blocks, bsize } = await statfs(this.#folder)
      this.#room = { disk_free_bytes: bavail * bsize, disk_total_bytes: blocks * bsize }
    } catch {
      // What is not known is not told.
      this.#room = {}
    }
  }
}
