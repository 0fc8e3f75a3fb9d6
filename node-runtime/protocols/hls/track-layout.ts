import type { MediaUnit } from '../../media/unit.ts'

/** The tracks of a stream that one rendition has, by their number among those of their kind; null: none of this kind. */
export interface TakenTracks {
  readonly video: number | null
  readonly audio: number | null
}

/** Numbers of the tracks that were seen, each kind's in order. */
export interface SeenTracks {
  readonly video: readonly number[]
  readonly audio: readonly number[]
}

/** Which tracks these units are of. */
export function tracksOf(units: readonly MediaUnit[]): SeenTracks {
  const of = (kind: MediaUnit['kind']) =>
    [...new Set(units.filter((unit) => unit.kind === kind).map(({ track_id = 0 }) => track_id))].sort((a, b) => a - b)
  return { video: of('video'), audio: of('audio') }
}

/**
 * The renditions of a stream (RFC 8216bis 4.4.6): pictures and sound together where there is one of each at most, else a rendition a track, so
 * that a player chooses the size of the picture and the sound apart. Pictures stand first, the main track of each kind before the others.
 */
export function renditionsOf({ video, audio }: SeenTracks): readonly TakenTracks[] {
  if (video.length <= 1 && audio.length <= 1) return [{ video: video[0] ?? 0, audio: audio[0] ?? 0 }]
  return [...video.map((id) => ({ video: id, audio: null })), ...audio.map((id) => ({ video: null, audio: id }))]
}
