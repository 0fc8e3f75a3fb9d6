/** How many have a place under a name; a name without any takes no memory. */
export class AddressCounts {
  readonly #counts = new Map<string, number>()

  /** Takes a place; null where there are as many as may be. The function returned gives it back, once. */
  take(name: string, most: number): (() => void) | null {
    const count = this.#counts.get(name) ?? 0
    if (count >= most) return null
    this.#counts.set(name, count + 1)
    let left = false
    return () => {
      if (left) return
      left = true
      const now = (this.#counts.get(name) ?? 1) - 1
      if (now > 0) this.#counts.set(name, now)
      else this.#counts.delete(name)
    }
  }
}
