import type { Sample } from './sample.ts'
import type { TrackFormat } from './track-format.ts'

/** What a stream is wrapped in for HLS: fragmented MP4, or an MPEG-2 transport stream for televisions and old boxes. */
export type ContainerName = 'fmp4' | 'ts'

/** Wraps the frames of some tracks, from one change of tracks to the next. Each container has its own. */
export interface Muxer {
  /** What a player needs once before everything else (EXT-X-MAP); null where every part says it itself. */
  readonly init: Buffer | null
  /** The next part. @param runs samples in decoding order of each track, in the order the muxer was given them; some are empty, not all */
  part(runs: readonly (readonly Sample[])[]): Buffer
}

/** How one container is made and named. */
export interface Container {
  readonly name: ContainerName
  /** Media type of its segments. */
  readonly type: string
  /** How names of its segments end. */
  readonly suffix: 'm4s' | 'ts'
  /** EXT-X-VERSION of its playlists (RFC 8216bis 8). */
  readonly version: number
  /** Its playlists list parts of segments, for low latency. */
  readonly parts: boolean
  /** The codecs it carries here, for people. */
  readonly codecs: string
  /** Whether a track has a place in it. */
  carries(format: TrackFormat): boolean
  /** @param tracks what it carries, pictures first */
  muxer(tracks: readonly TrackFormat[]): Muxer
}
