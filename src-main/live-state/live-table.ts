import type { LiveCollection, LiveCollectionOptions } from './live-state.ts'

interface Row<Value> {
  readonly value: Value
  expires_at: number
  /** When what a mirror holds runs out, or earlier. */
  mirrored_until: number
}

/** A value as a mirror writes it down. */
export interface MirroredValue {
  readonly value: unknown
  readonly ttl_left_ms: number
}

/** What a table needs of its surroundings. */
export interface LiveTableSurroundings {
  /** Milliseconds on a clock that only goes forward. */
  readonly clock: () => number
  /** Called with the key of everything that was put or deleted. */
  readonly onChanged: (key: string) => void
}

/** One collection in this process's memory. What has run out is gone at once for readers, and freed by `sweep`. */
export class LiveTable<Value> implements LiveCollection<Value> {
  readonly name: string
  readonly #schema: LiveCollectionOptions<Value>['schema']
  readonly #ttl_ms: number
  readonly #clock: () => number
  readonly #onChanged: (key: string) => void
  readonly #rows = new Map<string, Row<Value>>()

  constructor(options: LiveCollectionOptions<Value>, { clock, onChanged }: LiveTableSurroundings) {
    this.name = options.name
    this.#schema = options.schema
    this.#ttl_ms = options.ttl_ms
    this.#clock = clock
    this.#onChanged = onChanged
  }

  get(key: string): Value | undefined {
    return this.#row(key)?.value
  }

  entries(): ReadonlyMap<string, Value> {
    const now = this.#clock()
    const found = new Map<string, Value>()
    for (const [key, row] of this.#rows) if (row.expires_at > now) found.set(key, row.value)
    return found
  }

  put(key: string, value: Value): void {
    // A value that had run out is not the same one again: it goes to the end.
    if (this.#row(key) === undefined) this.#rows.delete(key)
    const expires_at = this.#clock() + this.#ttl_ms
    this.#rows.set(key, { value, expires_at, mirrored_until: expires_at })
    this.#onChanged(key)
  }

  renew(key: string): void {
    const now = this.#clock()
    const row = this.#rows.get(key)
    if (row === undefined || row.expires_at <= now) return
    row.expires_at = now + this.#ttl_ms
    if (row.mirrored_until - now > this.#ttl_ms / 2) return
    row.mirrored_until = row.expires_at
    this.#onChanged(key)
  }

  delete(key: string): boolean {
    return this.take(key) !== undefined
  }

  take(key: string): Value | undefined {
    const row = this.#row(key)
    if (!this.#rows.delete(key)) return undefined
    this.#onChanged(key)
    return row?.value
  }

  /** Takes a value that was found outside, with what is left of its life; false where it is not what it should be. */
  restore(key: string, found: unknown, ttl_left_ms: number): boolean {
    const parsed = this.#schema.safeParse(found)
    if (!parsed.success) return false
    const expires_at = this.#clock() + Math.min(ttl_left_ms, this.#ttl_ms)
    if (!this.#rows.has(key)) this.#rows.set(key, { value: parsed.data, expires_at, mirrored_until: expires_at })
    return true
  }

  /** What a mirror shall hold under this key; undefined: nothing. */
  mirrored(key: string): MirroredValue | undefined {
    const row = this.#row(key)
    return row === undefined ? undefined : { value: row.value, ttl_left_ms: Math.ceil(row.expires_at - this.#clock()) }
  }

  keys(): Iterable<string> {
    return this.#rows.keys()
  }

  /** Frees what has run out. A mirror has its own time to live for each value, so it is not told. */
  sweep(): void {
    const now = this.#clock()
    for (const [key, row] of this.#rows) if (row.expires_at <= now) this.#rows.delete(key)
  }

  #row(key: string): Row<Value> | undefined {
    const row = this.#rows.get(key)
    return row !== undefined && row.expires_at > this.#clock() ? row : undefined
  }
}
