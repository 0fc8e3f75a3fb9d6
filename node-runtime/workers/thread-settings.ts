import type { MessagePort } from 'node:worker_threads'
import type { MediaConfig } from '#contract/config.ts'
import type { NodeId } from '#contract/ids.ts'
import type { Departs } from '../media/departure.ts'
import type { OtherNode } from '../media/play-elsewhere.ts'
import type { TlsMaterial } from '../protocols/tls/certificate.ts'

/** What a worker is started with (`workerData`). */
export interface ThreadSettings {
  /** From 1 on; the main thread is the one without a number. */
  readonly number: number
  readonly port: MessagePort
  /** Memory of the {@link ThreadCounters} of this worker. */
  readonly counters: SharedArrayBuffer
  readonly media: MediaConfig
  /** The ports that the main thread listens on; the worker joins them. */
  readonly rtmp_port: number
  readonly media_port: number
  /** Where the main thread takes TLS connections from its workers, on 127.0.0.1. */
  readonly relay_port: number
  /** Bytes of units that may be on their way in each direction. */
  readonly window_bytes: number
  /** What the ports prove themselves with, until another is told. */
  readonly certificate: TlsMaterial
  /** Paths of the pages that the owner has about the node. */
  readonly pages: readonly string[]
  readonly log_level: string
  readonly node_id: NodeId
  readonly acceptance: Acceptance
}

/** Whether the node takes new publishers and viewers. */
export interface Acceptance {
  /** Why it takes nobody new at all; null: it takes some. */
  readonly reason: string | null
  /** The same of one kind of client alone; null: it takes those. */
  readonly closed: { readonly ingest: string | null; readonly viewers: string | null }
  /** Where viewers may go instead. */
  readonly others: readonly OtherNode[]
  /** Null: the node lets go of nobody. */
  readonly departs: Departs | null
}
