import type { AudioFormat, TrackFormat, VideoFormat } from '../track-format.ts'
import { box, fullBox, text, u8, u16, u32 } from './wire.ts'

/** A track that has a place in fMP4 here: all but MP3, which HLS knows in transport streams only. */
export type BoxedFormat = VideoFormat | (AudioFormat & { readonly codec: 'aac' | 'opus' })

export function hasSampleEntry(format: TrackFormat): format is BoxedFormat {
  return format.codec !== 'mp3'
}

/** The sample description of a track (ISO/IEC 14496-12 12.1.3 and 12.2.3), with its codec's own box. */
export function sampleEntry(format: BoxedFormat): Buffer {
  return format.kind === 'video' ? visualEntry(format) : audioEntry(format)
}

const VIDEO_ENTRIES = { h264: 'avc1', hevc: 'hvc1', av1: 'av01', vp9: 'vp09' } as const
const UPRIGHT_72_DPI = 0x00480000

function visualEntry(format: VideoFormat): Buffer {
  const { width, height } = format
  return box(
    VIDEO_ENTRIES[format.codec],
    u8(0, 0, 0, 0, 0, 0),
    u16(1),
    Buffer.alloc(16),
    u16(width, height),
    u32(UPRIGHT_72_DPI, UPRIGHT_72_DPI, 0),
    u16(1),
    Buffer.alloc(32),
    u16(24, -1),
    videoConfig(format),
  )
}

function videoConfig({ codec, config }: VideoFormat): Buffer {
  switch (codec) {
    case 'h264':
      return box('avcC', config)
    case 'hevc':
      return box('hvcC', config)
    case 'av1':
      return box('av1C', config)
    case 'vp9': {
      // Some publishers send the box's version and flags along.
      const whole = config.length >= 12 && config[0] === 1 && config.readUIntBE(1, 3) === 0
      return fullBox('vpcC', 1, 0, whole ? config.subarray(4) : config)
    }
    default:
      return codec satisfies never
  }
}

function audioEntry(format: Exclude<BoxedFormat, VideoFormat>): Buffer {
  const { codec, channels, timescale } = format
  // The rate is 16.16, so that larger ones have no place in it; decoders take it from the configuration.
  const rate = timescale < 65_536 ? timescale * 65_536 : 0
  return box(
    codec === 'aac' ? 'mp4a' : 'Opus',
    u8(0, 0, 0, 0, 0, 0),
    u16(1),
    u32(0, 0),
    u16(channels, 16),
    u32(0, rate),
    codec === 'aac' ? elementaryStream(format.config) : opusSpecific(format.config),
  )
}

/** esds with an ES_Descriptor (ISO/IEC 14496-1 7.2.6.5, 14496-14 3.1.2). */
function elementaryStream(config: Buffer): Buffer {
  const AAC = 0x40
  const AUDIO_STREAM = 0x15
  const decoder = descriptor(4, u8(AAC, AUDIO_STREAM, 0, 0, 0), u32(0, 0), descriptor(5, config))
  return fullBox('esds', 0, 0, descriptor(3, u16(0), u8(0), decoder, descriptor(6, u8(2))))
}

/** A descriptor behind its tag and its length in four bytes of seven bits each (14496-1 8.3.3). */
function descriptor(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const size = body.length
  return Buffer.concat([u8(tag, (size >> 21) | 0x80, (size >> 14) | 0x80, (size >> 7) | 0x80, size & 0x7f), body])
}

/** dOps: the identification header (RFC 7845 5.1) with its numbers turned to big-endian (Opus in ISOBMFF 4.3.2). */
function opusSpecific(header: Buffer): Buffer {
  const family = header.readUInt8(18)
  return box(
    'dOps',
    u8(0, header.readUInt8(9)),
    u16(header.readUInt16LE(10)),
    u32(header.readUInt32LE(12)),
    u16(header.readInt16LE(16)),
    u8(family),
    family === 0 ? text('') : header.subarray(19),
  )
}
