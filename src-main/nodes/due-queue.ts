interface Due<Key> {
  readonly key: Key
  readonly due_ms: number
}

/**
 * Who is due when, the earliest first (a binary heap). A key may be put again with another time: only the earliest that was
 * put counts, so who takes a key looks whether it is really due and, if not yet, puts it again. A heartbeat that moves a
 * node's time on costs nothing that way.
 */
export class DueQueue<Key> {
  readonly #heap: Due<Key>[] = []
  /** Of every key in the heap, the earliest time it is there with. */
  readonly #earliest = new Map<Key, number>()

  /** The time of the earliest; null: nobody is due. */
  get next_ms(): number | null {
    return this.#heap[0]?.due_ms ?? null
  }

  put(key: Key, due_ms: number): void {
    const known_ms = this.#earliest.get(key)
    if (known_ms !== undefined && known_ms <= due_ms) return
    this.#earliest.set(key, due_ms)
    this.#rise({ key, due_ms })
  }

  /** Takes everybody who is due at `now_ms`, each once, the earliest first. */
  take(now_ms: number): Key[] {
    const taken: Key[] = []
    for (let first = this.#heap[0]; first !== undefined && first.due_ms <= now_ms; first = this.#heap[0]) {
      this.#removeFirst()
      // An entry that was overtaken by an earlier one of the same key counts no more.
      if (this.#earliest.get(first.key) !== first.due_ms) continue
      this.#earliest.delete(first.key)
      taken.push(first.key)
    }
    return taken
  }

  #rise(entry: Due<Key>): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(entry)
    for (;;) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (at === 0 || parent === undefined || parent.due_ms <= entry.due_ms) break
      heap[at] = parent
      at = above
    }
    heap[at] = entry
  }

  #removeFirst(): void {
    const heap = this.#heap
    const entry = heap.pop()
    if (entry === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      const left = heap[2 * at + 1]
      const right = heap[2 * at + 2]
      if (left === undefined) break
      const is_left = right === undefined || left.due_ms <= right.due_ms
      const child = is_left ? left : right
      if (child.due_ms >= entry.due_ms) break
      heap[at] = child
      at = 2 * at + (is_left ? 1 : 2)
    }
    heap[at] = entry
  }
}
