import type { Packager } from '../../media/packager.ts'
import type { MediaUnit } from '../../media/unit.ts'
import { AUDIO_TAG, fileHeader, putTag, SCRIPT_TAG, TAG_HEADER_BYTES, TAG_TRAILER_BYTES, VIDEO_TAG } from './wire.ts'

/** FLV: tags, behind a file header for viewers. A relay between nodes carries the same tags. */
export const flvPackager: Packager = {
  format: 'flv',
  preamble: (head) => fileHeader(head.has_audio, head.has_video),
  sizeOf: (unit) => TAG_HEADER_BYTES + unit.body.length + TAG_TRAILER_BYTES,
  write: (unit, dts_ms, into, offset) => putTag(tagTypeOf(unit), dts_ms, unit.body, into, offset),
}

/** The FLV tag type, which is the RTMP message type too, of a unit. */
export function tagTypeOf(unit: MediaUnit): number {
  return unit.kind === 'video' ? VIDEO_TAG : unit.kind === 'audio' ? AUDIO_TAG : SCRIPT_TAG
}
