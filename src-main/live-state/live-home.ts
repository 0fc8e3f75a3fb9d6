import type { LiveStateStatus } from '#contract/api.ts'
import type { Lease } from './live-state.ts'
import type { MirroredValue } from './live-table.ts'

/** What a home may ask and tell the live state that it serves. */
export interface LiveHomeOwner {
  /** The value under a collection's key as it is now; undefined: there is none. */
  read(collection: string, key: string): MirroredValue | undefined
  /** Every key of every collection. */
  keys(): Iterable<readonly [collection: string, key: string]>
  /** A message that another process published, as JSON. */
  received(topic: string, json: string): void
  statusChanged(status: LiveStateStatus): void
}

/** Where live state is besides this process's memory: nowhere, or in a Redis. */
export interface LiveHome {
  /** Starts serving; called once, before anything else. */
  begin(owner: LiveHomeOwner): void
  /** What an earlier run left under a collection, with what is left of each life in ms; given out once. */
  found(collection: string): ReadonlyMap<string, MirroredValue>
  /** The value under this key changed; the home reads it when it gets to it. */
  changed(collection: string, key: string): void
  lease(name: string, ttl_ms: number): Promise<Lease | null>
  publish(topic: string, json: string): void
  listen(topic: string): void
  status(): LiveStateStatus
  flush(signal: AbortSignal): Promise<void>
  stop(): Promise<void>
}
