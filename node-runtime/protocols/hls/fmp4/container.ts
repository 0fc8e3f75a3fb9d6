import type { Container } from '../container.ts'
import { fragment } from './fragment.ts'
import { initSegment } from './init-segment.ts'
import { hasSampleEntry } from './sample-entry.ts'

/** Fragmented MP4 (ISO/IEC 14496-12, 23000-19): an init segment, then one movie fragment a part. */
export const fmp4: Container = {
  name: 'fmp4',
  type: 'video/mp4',
  suffix: 'm4s',
  version: 9,
  parts: true,
  codecs: 'H.264, HEVC, AV1, VP9; AAC, Opus',
  carries: hasSampleEntry,
  muxer(tracks) {
    let sequence_number = 0
    return {
      init: initSegment(tracks.filter(hasSampleEntry)),
      part: (runs) =>
        fragment(
          ++sequence_number,
          runs.map((samples, index) => ({ track_id: index + 1, samples })),
        ),
    }
  },
}
