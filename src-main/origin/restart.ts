import type { NewActivity } from '../store/activity-log.ts'
import { StoreError } from '../store/store-error.ts'

/** Ends the origin, does something while nobody has the database open, and starts it again in the same process, with what that did in Activity. */
export type Restart = (between: () => NewActivity) => void

/** Time for the answer to go out before the origin ends, in ms. */
const ANSWER_MS = 300

/** The one restart of a run of the origin, for all who may ask for it: a backup and a bundle are not put in one place at the same time. */
export class OneRestart {
  readonly #restart: Restart
  #claimed = false

  constructor(restart: Restart) {
    this.#restart = restart
  }

  /** @throws {StoreError} restore_under_way */
  claim(file: string): void {
    if (this.#claimed) {
      const hint = 'Wait until /ready answers 200.'
      throw new StoreError('The origin restarts already.', { code: 'restore_under_way', file, hint })
    }
    this.#claimed = true
  }

  /** It is not to be after all. */
  release(): void {
    this.#claimed = false
  }

  /** For whoever has claimed it: restarts once the answer to that has gone out. */
  begin(between: () => NewActivity): void {
    setTimeout(() => this.#restart(between), ANSWER_MS)
  }
}
