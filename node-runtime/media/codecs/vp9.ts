import type { VideoFacts } from './avc.ts'

/** Reads a VPCodecConfigurationRecord with or without the box's version and flags before it; null when it is none. */
export function parseVp9Config(record: Buffer): VideoFacts | null {
  const at = record.length >= 12 && record[0] === 1 && record.readUIntBE(1, 3) === 0 ? 4 : 0
  const [profile, level, depth_chroma] = record.subarray(at)
  if (profile === undefined || level === undefined || depth_chroma === undefined || profile > 3) return null
  const two = (value: number) => String(value).padStart(2, '0')
  return { codec_string: `vp09.${two(profile)}.${two(level)}.${two(depth_chroma >> 4)}`, width: null, height: null }
}
