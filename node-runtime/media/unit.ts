/**
 * The smallest thing that flows: one coded frame, or what a decoder must know before it. The body is an FLV tag body
 * (Adobe FLV 10.1 annex E.4.2 to E.4.4, or enhanced RTMP's extended tag header), because RTMP, FLV and the relay carry
 * exactly these bytes: nothing is copied or re-written on the way through. Other formats find the coded data
 * behind `payload_offset`.
 */
export interface MediaUnit {
  readonly kind: 'video' | 'audio' | 'metadata'
  /** FourCC or short name of the codec: h264, hevc, av1, vp9, aac, opus, mp3; empty for metadata. */
  readonly codec: string
  /** Decoding time on the stream's own clock, in ms; never goes back within a stream (LiveStream sees to it). */
  readonly dts_ms: number
  /** A video frame that decoding can start at. */
  readonly keyframe: boolean
  /** A sequence header (decoder configuration) or the onMetaData of a stream, rather than media: kept for those who join. */
  readonly config: boolean
  readonly body: Buffer
  /** Where the coded data starts within `body`. */
  readonly payload_offset: number
  /** Track of its kind, as enhanced RTMP's multitrack numbers them; absent: 0, the main one. */
  readonly track_id?: number
  /**
   * Describes what flows (colours, loudspeakers) to players of enhanced RTMP alone; others, segmenters too, are not given it. It is kept for those
   * who join beside the sequence header of its track.
   */
  readonly enhanced_only?: boolean
  /** Simple values of an onMetaData by name, as far as they could be read; absent for everything else. */
  readonly values?: MetadataValues
}

/** What a publisher says of its stream: numbers, words and yes or no, by name. */
export type MetadataValues = ReadonlyMap<string, number | string | boolean>
