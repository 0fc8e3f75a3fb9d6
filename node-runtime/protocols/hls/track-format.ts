import { parseAacConfig } from '../../media/codecs/aac.ts'
import { parseAv1Config } from '../../media/codecs/av1.ts'
import { parseAvcConfig } from '../../media/codecs/avc.ts'
import { BitReader } from '../../media/codecs/bit-reader.ts'
import { parseHevcConfig } from '../../media/codecs/hevc.ts'
import { parseOpusConfig } from '../../media/codecs/opus.ts'
import { parseVp9Config } from '../../media/codecs/vp9.ts'
import type { MediaUnit, MetadataValues } from '../../media/unit.ts'

/** Time of pictures in fMP4, in ticks a second: what MPEG systems use, and a whole number of ticks in a ms. */
export const VIDEO_TIMESCALE = 90_000

export interface VideoFormat {
  readonly kind: 'video'
  readonly codec: 'h264' | 'hevc' | 'av1' | 'vp9'
  /** RFC 6381. */
  readonly codec_string: string
  readonly timescale: number
  /** 0 where neither the configuration nor the metadata says. */
  readonly width: number
  readonly height: number
  /** The decoder configuration record as the publisher sent it. */
  readonly config: Buffer
}

export interface AudioFormat {
  readonly kind: 'audio'
  readonly codec: 'aac' | 'opus' | 'mp3'
  /** RFC 6381. */
  readonly codec_string: string
  /** The sample rate that frames are counted in. */
  readonly timescale: number
  readonly channels: number
  /** Length of a frame in samples; null where each frame says its own (Opus). */
  readonly frame_samples: number | null
  /** The sequence header; empty for MP3, which has none. */
  readonly config: Buffer
}

/** What one track is, from its sequence header. */
export type TrackFormat = VideoFormat | AudioFormat

const VIDEO_PARSERS = { h264: parseAvcConfig, hevc: parseHevcConfig, av1: parseAv1Config, vp9: parseVp9Config } as const

/** The codecs of pictures that HLS can carry here. */
export function isVideoCodec(codec: string): codec is VideoFormat['codec'] {
  return Object.hasOwn(VIDEO_PARSERS, codec)
}

/** The track a sequence header describes; null where it cannot be read, or its codec has no place in fMP4 here. */
export function trackFormat(unit: MediaUnit, metadata: MetadataValues | null): TrackFormat | null {
  const config = unit.body.subarray(unit.payload_offset)
  if (unit.kind === 'video') return videoFormat(unit.codec, config, metadata)
  if (unit.codec === 'aac') return aacFormat(config)
  if (unit.codec === 'opus') return opusFormat(config)
  return null
}

function videoFormat(codec: string, config: Buffer, metadata: MetadataValues | null): VideoFormat | null {
  if (!isVideoCodec(codec)) return null
  const facts = VIDEO_PARSERS[codec](config)
  if (!facts?.codec_string) return null
  const width = facts.width ?? pixels(metadata?.get('width'))
  const height = facts.height ?? pixels(metadata?.get('height'))
  return { kind: 'video', codec, codec_string: facts.codec_string, timescale: VIDEO_TIMESCALE, width, height, config }
}

function pixels(said: unknown): number {
  return typeof said === 'number' && said >= 1 && said <= 16_384 ? Math.round(said) : 0
}

/** ISO/IEC 14496-3 table 1.18. */
const SAMPLE_RATES_HZ = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350]

/** Frames of AAC have 1,024 samples of the core's rate, 960 where the configuration says so (14496-3 4.4.1). */
function aacFormat(config: Buffer): AudioFormat | null {
  const facts = parseAacConfig(config)
  if (!facts?.codec_string || config.length > 1024) return null
  const bits = new BitReader(config)
  if (bits.bits(5) === 31) bits.skip(6)
  const index = bits.bits(4)
  const timescale = index === 15 ? bits.bits(24) : (SAMPLE_RATES_HZ[index] ?? 0)
  if (timescale < 7_000 || timescale > 192_000) return null
  bits.skip(4)
  const plain = facts.codec_string === 'mp4a.40.2'
  const frame_samples = plain && bits.bit() === 1 ? 960 : 1024
  const { codec_string, channels } = facts
  return { kind: 'audio', codec: 'aac', codec_string, timescale, channels: channels ?? 2, frame_samples, config }
}

function opusFormat(config: Buffer): AudioFormat | null {
  const facts = parseOpusConfig(config)
  if (!facts || config.length > 1024) return null
  const shared = { kind: 'audio', codec: 'opus', codec_string: 'opus' } as const
  return { ...shared, timescale: 48_000, channels: facts.channels ?? 2, frame_samples: null, config }
}

/** ISO/IEC 11172-3 2.4.2.3 and 13818-3 2.4.2.3: sample rates by the version's two bits and the index. */
const MP3_RATES_HZ: Readonly<Record<number, readonly number[]>> = {
  0: [11025, 12000, 8000],
  2: [22050, 24000, 16000],
  3: [44100, 48000, 32000],
}

/** The track that a frame of MP3 belongs to, as its header says (ISO/IEC 11172-3 2.4.1.3); null where it is none. */
export function mp3Format(frame: Buffer): AudioFormat | null {
  const [sync, version_layer, rate_index, mode] = frame
  if (sync !== 0xff || version_layer === undefined || rate_index === undefined || mode === undefined) return null
  const version = (version_layer >> 3) & 3
  const timescale = MP3_RATES_HZ[version]?.[(rate_index >> 2) & 3]
  const layer_3 = (version_layer & 0xe6) === 0xe2
  if (!layer_3 || timescale === undefined) return null
  const channels = mode >> 6 === 3 ? 1 : 2
  const frame_samples = version === 3 ? 1152 : 576
  const shared = { kind: 'audio', codec: 'mp3', codec_string: 'mp4a.40.34', config: Buffer.alloc(0) } as const
  return { ...shared, timescale, channels, frame_samples }
}

/** Samples at 48 kHz of an Opus packet (RFC 6716 3.1, 3.2.5); 0 where it is none. */
export function opusSamples(packet: Buffer): number {
  const toc = packet[0]
  if (toc === undefined) return 0
  const config = toc >> 3
  const frame =
    config < 12
      ? [480, 960, 1920, 2880][config & 3]
      : config < 16
        ? [480, 960][config & 1]
        : [120, 240, 480, 960][config & 3]
  const code = toc & 3
  const frames = code === 0 ? 1 : code === 3 ? (packet[1] ?? 0) & 63 : 2
  return Math.min(5_760, (frame ?? 0) * frames)
}
