import { plausible, type VideoFacts } from './avc.ts'
import { BitReader, unescapeNal } from './bit-reader.ts'

const SPS_NAL = 33

/** Reads an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 8.3.3.1); null when it is none. */
export function parseHevcConfig(record: Buffer): VideoFacts | null {
  if (record.length < 23 || record[0] !== 1) return null
  const codec_string = hevcCodecString(record)
  const sps = findSps(record)
  return { codec_string, ...((sps && parseHevcSps(sps)) ?? { width: null, height: null }) }
}

/** `hvc1.1.6.L93.B0`: profile, its compatibility bits reversed, tier and level, constraint bytes without trailing zeros (14496-15 annex E.3). */
function hevcCodecString(record: Buffer): string {
  const head = record.readUInt8(1)
  const space = ['', 'A', 'B', 'C'][head >> 6] ?? ''
  let compatibility = 0
  const flags = record.readUInt32BE(2)
  for (let bit = 0; bit < 32; bit++) compatibility = (compatibility | (((flags >>> bit) & 1) << (31 - bit))) >>> 0
  const constraints = [...record.subarray(6, 12)]
  while (constraints.at(-1) === 0) constraints.pop()
  const level = `${head & 0x20 ? 'H' : 'L'}${record.readUInt8(12)}`
  const tail = constraints.map((byte) => byte.toString(16).toUpperCase())
  return ['hvc1', `${space}${head & 31}`, compatibility.toString(16).toUpperCase(), level, ...tail].join('.')
}

function findSps(record: Buffer): Buffer | null {
  let at = 23
  for (let arrays = record.readUInt8(22); arrays > 0; arrays--) {
    if (at + 3 > record.length) return null
    const type = record.readUInt8(at) & 63
    const count = record.readUInt16BE(at + 1)
    at += 3
    for (let index = 0; index < count; index++) {
      if (at + 2 > record.length) return null
      const size = record.readUInt16BE(at)
      at += 2
      if (at + size > record.length) return null
      if (type === SPS_NAL) return record.subarray(at, at + size)
      at += size
    }
  }
  return null
}

/** Width and height of the picture an SPS NAL unit describes (H.265 7.3.2.2); null when it cannot be read. */
export function parseHevcSps(nal: Uint8Array): { width: number; height: number } | null {
  const bits = new BitReader(unescapeNal(nal.subarray(2)))
  bits.skip(4)
  const sub_layers = bits.bits(3)
  bits.skip(1)
  skipProfileTierLevel(bits, sub_layers)
  bits.unsigned()
  const chroma_format = bits.unsigned()
  if (chroma_format === 3) bits.skip(1)
  let width = bits.unsigned()
  let height = bits.unsigned()
  if (bits.bit()) {
    const crop_x = chroma_format === 1 || chroma_format === 2 ? 2 : 1
    const crop_y = chroma_format === 1 ? 2 : 1
    width -= (bits.unsigned() + bits.unsigned()) * crop_x
    height -= (bits.unsigned() + bits.unsigned()) * crop_y
  }
  return !bits.overrun && plausible(width) && plausible(height) ? { width, height } : null
}

/** profile_tier_level(1, sub_layers) of H.265 7.3.3. */
function skipProfileTierLevel(bits: BitReader, sub_layers: number): void {
  bits.skip(96)
  const present: [profile: number, level: number][] = []
  for (let layer = 0; layer < sub_layers; layer++) present.push([bits.bit(), bits.bit()])
  if (sub_layers > 0) bits.skip(2 * (8 - sub_layers))
  for (const [profile, level] of present) bits.skip((profile ? 88 : 0) + (level ? 8 : 0))
}
