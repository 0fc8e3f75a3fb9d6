import type { VideoFacts } from './avc.ts'

/** Reads an AV1CodecConfigurationRecord (AV1-ISOBMFF 2.3.3); null when it is none. The size of the picture is left to the metadata. */
export function parseAv1Config(record: Buffer): VideoFacts | null {
  const [marker, profile_level, flags] = record
  if (marker !== 0x81 || profile_level === undefined || flags === undefined) return null
  const level = String(profile_level & 31).padStart(2, '0')
  const depth = flags & 0x40 ? (flags & 0x20 ? '12' : '10') : '08'
  const codec_string = `av01.${profile_level >> 5}.${level}${flags & 0x80 ? 'H' : 'M'}.${depth}`
  return { codec_string, width: null, height: null }
}
