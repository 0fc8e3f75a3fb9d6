import { BitReader, unescapeNal } from './bit-reader.ts'

/** What a decoder configuration says of a picture; null where it does not say. */
export interface VideoFacts {
  /** RFC 6381. */
  readonly codec_string: string | null
  readonly width: number | null
  readonly height: number | null
}

/** Profiles whose SPS carries the chroma format (H.264 7.3.2.1.1). */
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135])

const hex = (byte: number) => byte.toString(16).padStart(2, '0')

/** Reads an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 5.3.3.1); null when it is none. */
export function parseAvcConfig(record: Buffer): VideoFacts | null {
  const [version, profile, compatibility, level] = record
  if (version !== 1 || profile === undefined || compatibility === undefined || level === undefined) return null
  const codec_string = `avc1.${hex(profile)}${hex(compatibility)}${hex(level)}`
  const unknown = { codec_string, width: null, height: null }
  if (record.length < 8 || ((record[5] ?? 0) & 31) === 0) return unknown
  const size = record.readUInt16BE(6)
  if (size < 4 || record.length < 8 + size) return unknown
  return { codec_string, ...(parseAvcSps(record.subarray(8, 8 + size)) ?? { width: null, height: null }) }
}

/** Width and height of the picture an SPS NAL unit describes (H.264 7.3.2.1.1); null when it cannot be read. */
export function parseAvcSps(nal: Uint8Array): { width: number; height: number } | null {
  const bits = new BitReader(unescapeNal(nal.subarray(1)))
  const profile = bits.bits(8)
  bits.skip(16)
  bits.unsigned()
  const chroma_format = HIGH_PROFILES.has(profile) ? readChromaFormat(bits) : 1
  bits.unsigned()
  skipPictureOrder(bits)
  bits.unsigned()
  bits.skip(1)
  const width_in_mbs = bits.unsigned() + 1
  const height_in_units = bits.unsigned() + 1
  const frames_only = bits.bit()
  bits.skip(frames_only ? 1 : 2)
  const crop = bits.bit()
    ? { left: bits.unsigned(), right: bits.unsigned(), top: bits.unsigned(), bottom: bits.unsigned() }
    : { left: 0, right: 0, top: 0, bottom: 0 }
  if (bits.overrun) return null
  const crop_x = chroma_format === 1 || chroma_format === 2 ? 2 : 1
  const crop_y = (chroma_format === 1 ? 2 : 1) * (2 - frames_only)
  const width = width_in_mbs * 16 - (crop.left + crop.right) * crop_x
  const height = height_in_units * 16 * (2 - frames_only) - (crop.top + crop.bottom) * crop_y
  return plausible(width) && plausible(height) ? { width, height } : null
}

/** ChromaArrayType: the chroma format, or 0 where the planes are coded apart. */
function readChromaFormat(bits: BitReader): number {
  const format = bits.unsigned()
  const separate_planes = format === 3 && bits.bit() === 1
  bits.unsigned()
  bits.unsigned()
  bits.skip(1)
  if (bits.bit()) skipScalingLists(bits, format === 3 ? 12 : 8)
  return separate_planes ? 0 : format
}

function skipPictureOrder(bits: BitReader): void {
  const type = bits.unsigned()
  if (type === 0) bits.unsigned()
  if (type !== 1) return
  bits.skip(1)
  bits.signed()
  bits.signed()
  const cycle = Math.min(255, bits.unsigned())
  for (let index = 0; index < cycle; index++) bits.signed()
}

/** Sizes that a picture can have: what lies outside was misread. */
export const plausible = (pixels: number) => pixels > 0 && pixels <= 16_384

function skipScalingLists(bits: BitReader, lists: number): void {
  for (let list = 0; list < lists; list++) {
    if (!bits.bit()) continue
    let last = 8
    let next = 8
    for (let index = 0; index < (list < 6 ? 16 : 64) && !bits.overrun; index++) {
      if (next !== 0) next = (last + bits.signed() + 256) % 256
      if (next !== 0) last = next
    }
  }
}
