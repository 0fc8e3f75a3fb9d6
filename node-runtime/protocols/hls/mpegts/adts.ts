import { BitReader } from '../../../media/codecs/bit-reader.ts'

/** What a frame of AAC says of itself in a transport stream. */
export interface AdtsForm {
  /** MPEG-4 audio object type less one. */
  readonly profile: number
  readonly rate_index: number
  readonly channel_configuration: number
}

const SBR = 5
const PS = 29
const HEAD_BYTES = 7
const LARGEST_FRAME = 0x1fff - HEAD_BYTES

/**
 * How frames of this AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1) are told in ADTS; null where ADTS has no words for it: object types above 4,
 * sample rates and loudspeakers outside the tables, frames of 960 samples. HE-AAC is announced as its core, and found by the decoder (1.6.5.3).
 */
export function adtsForm(config: Buffer): AdtsForm | null {
  const bits = new BitReader(config)
  let object_type = bits.bits(5)
  const rate_index = bits.bits(4)
  const channel_configuration = bits.bits(4)
  if (object_type === SBR || object_type === PS) {
    if (bits.bits(4) === 15) bits.skip(24)
    object_type = bits.bits(5)
  }
  const short_frames = bits.bit() === 1
  if (bits.overrun || short_frames || rate_index > 12) return null
  if (object_type < 1 || object_type > 4 || channel_configuration < 1 || channel_configuration > 7) return null
  return { profile: object_type - 1, rate_index, channel_configuration }
}

/** The head of one frame (ISO/IEC 14496-3 1.A.2.2.1), without a checksum; null where the frame is too long for one. */
export function adtsHead({ profile, rate_index, channel_configuration }: AdtsForm, frame_bytes: number): Buffer | null {
  if (frame_bytes > LARGEST_FRAME) return null
  const size = frame_bytes + HEAD_BYTES
  return Buffer.from([
    0xff,
    0xf1,
    (profile << 6) | (rate_index << 2) | (channel_configuration >> 2),
    ((channel_configuration & 3) << 6) | (size >> 11),
    (size >> 3) & 0xff,
    ((size & 7) << 5) | 0x1f,
    0xfc,
  ])
}
