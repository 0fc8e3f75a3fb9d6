import type { Certificates } from '#contract/certificates.ts'
import type { Node } from '#contract/node.ts'
import type { Sentence } from '#contract/sentence.ts'
import type { StorageSummary } from '#contract/storage.ts'
import type { Stream } from '#contract/stream.ts'
import type { LowRoom } from '../store/storage-watch.ts'

/** Something that lets somebody in and ends by itself. */
export interface EndingToken {
  readonly id: string
  /** What people call it, with its kind: `API key nightly drain`. */
  readonly name: Sentence
  readonly created_at: string
  readonly expires_at: string
  /** Where it is made anew, in the panel. */
  readonly path: string
}

/** Of a stream what the rules look at. */
export type WatchedStream = Pick<Stream, 'stream_path' | 'session' | 'subscribers'>

/** How a backup went. */
export interface BackupTry {
  readonly at: string
  /** Why it failed, for a person; null: it was made. */
  readonly failure: string | null
}

/** Everything that the rules look at, as of one moment. */
export interface AlertFacts {
  readonly nodes: readonly Node[]
  readonly streams: readonly WatchedStream[]
  readonly storage: StorageSummary
  /** Its `detail`, as it can be told in other languages. */
  readonly storage_sentence: Sentence
  /** From when on a disk counts as short of room. */
  readonly low_room: LowRoom
  readonly certificates: Certificates['items']
  /** Those that are good. */
  readonly tokens: readonly EndingToken[]
  readonly backups: {
    readonly wanted: boolean
    readonly newest_at: string | null
    /** The last one that was begun since the start of the origin; null: none was. */
    readonly last_try: BackupTry | null
  }
  readonly origin_version: string
  readonly origin_started_at: string
  /** Milliseconds since 1970. */
  readonly now_ms: number
}
