import type { MediaUnit } from './unit.ts'

/** Byte formats a stream is sent out in. */
export type OutputFormat = 'flv' | 'ws-flv' | 'rtmp'

/** What a decoder must know before the first frame, newest of each. */
export interface StreamHead {
  /** The publisher's onMetaData; null if it sent none. */
  readonly metadata: MediaUnit | null
  /** Sequence headers, video before audio. */
  readonly configs: readonly MediaUnit[]
  readonly has_video: boolean
  readonly has_audio: boolean
}

/**
 * Turns units into the bytes of one output format. It is asked once per unit and format, never per subscriber, and has no state:
 * a unit's bytes do not depend on what came before, so that every subscriber can share them.
 */
export interface Packager {
  readonly format: OutputFormat
  /** What stands before everything else on a viewer's connection (the FLV file header); empty where a format has nothing. */
  preamble(head: StreamHead): Buffer
  /** Exact number of bytes that `write` will put for this unit at this time. */
  sizeOf(unit: MediaUnit, dts_ms: number): number
  /** Puts the unit at `offset` of `into` and returns the offset behind it. `dts_ms` is taken instead of the unit's own. */
  write(unit: MediaUnit, dts_ms: number, into: Buffer, offset: number): number
  /** What stands before a group of so many bytes, for a format that frames whole groups. Absent: nothing does. */
  groupHeader?(bytes: number): Buffer
}
