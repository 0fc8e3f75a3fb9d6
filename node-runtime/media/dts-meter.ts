/** Width of one slot, in ms of the stream's own time, and how many are looked back on. */
const SLOT_MS = 1000
const SLOTS = 5

/**
 * How much flows in a second of the stream's own time, over its last five whole seconds. By that time and not by arrival, so that the burst
 * with which a relay or a joining publisher begins does not count as rate.
 */
export class DtsMeter {
  #slot = Number.NEGATIVE_INFINITY
  #current = 0
  #past: number[] = []

  add(amount: number, dts_ms: number): void {
    const slot = Math.floor(dts_ms / SLOT_MS)
    if (slot > this.#slot) {
      // The first slot began somewhere within its second, so it is not kept.
      if (this.#slot !== Number.NEGATIVE_INFINITY) {
        const empty = Math.min(SLOTS, slot - this.#slot - 1)
        this.#past.push(this.#current, ...new Array<number>(empty).fill(0))
        if (this.#past.length > SLOTS + 1) this.#past.splice(0, this.#past.length - SLOTS - 1)
      }
      this.#slot = slot
      this.#current = 0
    }
    this.#current += amount
  }

  /** Per second; null before two seconds began. */
  perSecond(): number | null {
    const whole = this.#past.length > 1 ? this.#past.slice(1) : this.#past
    if (whole.length === 0) return null
    return whole.reduce((sum, amount) => sum + amount, 0) / whole.length
  }
}
