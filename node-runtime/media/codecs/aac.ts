import { BitReader } from './bit-reader.ts'

/** What a decoder configuration says of sound; null where it does not say. */
export interface AudioFacts {
  /** RFC 6381. */
  readonly codec_string: string | null
  readonly sample_rate_hz: number | null
  readonly channels: number | null
}

/** ISO/IEC 14496-3 table 1.18. */
const SAMPLE_RATES_HZ = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350]
/** ISO/IEC 14496-3 table 1.19; 0: described elsewhere. */
const CHANNELS = [0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 0, 8, 0]
const SBR = 5
const PS = 29

/** Reads an AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1); null when it is none. */
export function parseAacConfig(config: Buffer): AudioFacts | null {
  const bits = new BitReader(config)
  const object_type = readObjectType(bits)
  let sample_rate_hz = readSampleRate(bits)
  const channels = CHANNELS[bits.bits(4)] || null
  if (object_type === SBR || object_type === PS) sample_rate_hz = readSampleRate(bits)
  if (bits.overrun || object_type === 0) return null
  return {
    codec_string: `mp4a.40.${object_type}`,
    sample_rate_hz,
    channels: object_type === PS ? 2 : channels,
  }
}

function readObjectType(bits: BitReader): number {
  const type = bits.bits(5)
  return type === 31 ? 32 + bits.bits(6) : type
}

function readSampleRate(bits: BitReader): number | null {
  const index = bits.bits(4)
  return index === 15 ? bits.bits(24) : (SAMPLE_RATES_HZ[index] ?? null)
}
