import type { LiveStateStatus } from '#contract/api.ts'
import { HeldLease } from './held-lease.ts'
import type { LiveHome } from './live-home.ts'
import type { Lease } from './live-state.ts'
import type { MirroredValue } from './live-table.ts'

/** No home but this process's memory: nothing is kept over a restart, and leases hold among this process's own. */
export class MemoryHome implements LiveHome {
  readonly #detail: string
  readonly #clock: () => number
  readonly #holders = new Map<string, { holder: symbol; expires_at: number }>()
  readonly #fencing = new Map<string, number>()

  /** @param detail why memory was taken, for a person */
  constructor(detail: string, clock: () => number = () => performance.now()) {
    this.#detail = detail
    this.#clock = clock
  }

  begin(): void {
    // nothing outside has to be asked or told
  }

  found(): ReadonlyMap<string, MirroredValue> {
    return new Map<string, MirroredValue>()
  }

  changed(): void {
    // the tables hold it already
  }

  async lease(name: string, ttl_ms: number): Promise<Lease | null> {
    const now = this.#clock()
    const current = this.#holders.get(name)
    if (current !== undefined && current.expires_at > now) return null
    const holder = Symbol(name)
    // Grows over restarts, too, as long as the wall clock does not go back.
    const fencing = Math.max((this.#fencing.get(name) ?? 0) + 1, Date.now())
    this.#fencing.set(name, fencing)
    this.#holders.set(name, { holder, expires_at: now + ttl_ms })
    const isHeld = () => this.#holders.get(name)?.holder === holder
    return new HeldLease({
      name,
      fencing,
      ttl_ms,
      taken_at: now,
      clock: this.#clock,
      renew: async () => {
        if (isHeld()) this.#holders.set(name, { holder, expires_at: this.#clock() + ttl_ms })
        return isHeld()
      },
      release: async () => {
        if (isHeld()) this.#holders.delete(name)
      },
    })
  }

  publish(): void {
    // no other process listens
  }

  listen(): void {
    // no other process speaks
  }

  status(): LiveStateStatus {
    return { kind: 'memory', state: 'ok', detail: this.#detail }
  }

  async flush(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
  }

  async stop(): Promise<void> {
    this.#holders.clear()
  }
}
