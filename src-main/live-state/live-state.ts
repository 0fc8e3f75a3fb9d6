import type { z } from 'zod'
import type { LiveStateStatus } from '#contract/api.ts'

/** How one kind of live fact is kept. */
export interface LiveCollectionOptions<Value> {
  /** Last part of the keys' prefix, for example `sessions`; lower-case letters and dashes. */
  readonly name: string
  /** What a value must be when it is read back from outside this process. */
  readonly schema: z.ZodType<Value>
  /** How long a value lives after it was last put, in ms. */
  readonly ttl_ms: number
}

/**
 * Keyed facts that live only as long as somebody keeps saying them. Reads are from this process's own memory and
 * immediate; writes reach Redis, where there is one, within moments and in order. A Redis that is away loses nothing: what
 * is held here is written again, whole, when it is back.
 */
export interface LiveCollection<Value> {
  get(key: string): Value | undefined
  /** Every value that has not run out, in the order of first insertion. */
  entries(): ReadonlyMap<string, Value>
  /** Writes the value and starts its time to live anew. */
  put(key: string, value: Value): void
  /**
   * Starts the time to live of the value under this key anew, if there is one. Redis hears of it once what it holds has half its time left:
   * said every few seconds of a hundred thousand values, it would hear of little else.
   */
  renew(key: string): void
  /** Whether there was one. */
  delete(key: string): boolean
  /** Reads and deletes in one step: of any number of callers at most one gets the value. */
  take(key: string): Value | undefined
}

/** A claim that at most one holder has at a time, for work that must run once. */
export interface Lease extends AsyncDisposable {
  readonly name: string
  /** Grows each time the lease changes hands; what an older holder writes can be told by it. */
  readonly fencing: number
  /** Aborted when the lease was lost. */
  readonly lost: AbortSignal
}

/** Presence, sessions, participation, tickets, relays, leases and events in flight (docs/architecture.md, "Where state lives"). */
export interface LiveState {
  collection<Value>(options: LiveCollectionOptions<Value>): LiveCollection<Value>
  /** Takes the lease if it is free, else null. Renewed by itself until disposed; runs out `ttl_ms` after its holder died. */
  lease(name: string, ttl_ms: number): Promise<Lease | null>
  /** Says something to every process that shares this live state, this one included; lost if nobody listens. */
  publish(topic: string, message: unknown): void
  subscribe(topic: string, listener: (message: unknown) => void): () => void
  status(): LiveStateStatus
  /** Called with the new status each time it changes. */
  onStatus(listener: (status: LiveStateStatus) => void): () => void
  /** Resolves when everything written so far has reached its home; rejects when `signal` aborts first. */
  flush(signal: AbortSignal): Promise<void>
  stop(): Promise<void>
}
