import type { AudioFacts } from './aac.ts'

/** Reads an identification header (RFC 7845 5.1); null when it is none. Opus always decodes to 48 kHz. */
export function parseOpusConfig(header: Buffer): AudioFacts | null {
  if (header.length < 19 || header.toString('latin1', 0, 8) !== 'OpusHead') return null
  return { codec_string: 'opus', sample_rate_hz: 48_000, channels: header.readUInt8(9) || null }
}
