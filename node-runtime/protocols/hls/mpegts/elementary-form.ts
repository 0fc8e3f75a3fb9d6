import type { Sample } from '../sample.ts'
import type { TrackFormat } from '../track-format.ts'
import { adtsForm, adtsHead } from './adts.ts'
import { byteStream, byteStreamForm } from './annex-b.ts'

/** How the frames of a track stand in a transport stream. */
export interface ElementaryForm {
  /** stream_type of ISO/IEC 13818-1 table 2-34. */
  readonly stream_type: number
  /** The frame's bytes; none where it has no place there. */
  frame(sample: Sample): readonly Buffer[]
}

const STREAM_TYPES = { h264: 0x1b, hevc: 0x24, aac: 0x0f, mpeg1_audio: 0x03, mpeg2_audio: 0x04 } as const
/** MP3 below this rate is of MPEG-2 (ISO/IEC 13818-3). */
const MPEG1_AUDIO_HZ = 32_000

/** The form of a track; null where a transport stream has no place for it in HLS (Opus, AV1, VP9, AAC that ADTS cannot tell). */
export function elementaryForm(format: TrackFormat): ElementaryForm | null {
  if (format.kind === 'video') {
    const form = byteStreamForm(format)
    if (!form || (format.codec !== 'h264' && format.codec !== 'hevc')) return null
    const stream_type = STREAM_TYPES[format.codec]
    return { stream_type, frame: ({ data, sync }) => byteStream(form, data, sync) }
  }
  if (format.codec === 'mp3') {
    const stream_type = format.timescale < MPEG1_AUDIO_HZ ? STREAM_TYPES.mpeg2_audio : STREAM_TYPES.mpeg1_audio
    return { stream_type, frame: ({ data }) => [data] }
  }
  const form = format.codec === 'aac' ? adtsForm(format.config) : null
  if (!form) return null
  return {
    stream_type: STREAM_TYPES.aac,
    frame: ({ data }) => {
      const head = adtsHead(form, data.length)
      return head ? [head, data] : []
    },
  }
}
