import type { VideoFormat } from '../track-format.ts'

/** What turns frames of FLV and MP4, NAL units behind their lengths, into a byte stream (H.264 and H.265 annex B). */
export interface ByteStreamForm {
  /** Bytes of the length before each NAL unit. */
  readonly length_bytes: number
  /** Start code and access unit delimiter: what a transport stream has before every picture (ISO/IEC 13818-1 2.14.1, 2.17.1). */
  readonly delimiter: Buffer
  /** Parameter sets with their start codes, to stand before keyframes. */
  readonly parameter_sets: Buffer
  /** Whether a NAL unit is left out, because it is a delimiter of its own. */
  isDelimiter(first_byte: number): boolean
}

const START_CODE = Buffer.from([0, 0, 0, 1])

/** How the pictures of a track become a byte stream; null where its codec or its configuration has none. */
export function byteStreamForm({ codec, config }: VideoFormat): ByteStreamForm | null {
  if (codec === 'h264') return avcForm(config)
  return codec === 'hevc' ? hevcForm(config) : null
}

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15 5.3.3.1). */
function avcForm(config: Buffer): ByteStreamForm | null {
  const reader = new NalReader(config, 5)
  const sets = reader.nals(reader.byte() & 31, 2)
  const more = reader.nals(reader.byte(), 2)
  if (sets.length === 0) return null
  return {
    length_bytes: ((config[4] ?? 3) & 3) + 1,
    // primary_pic_type 7: any slice (H.264 7.3.2.4).
    delimiter: Buffer.from([0, 0, 0, 1, 0x09, 0xf0]),
    parameter_sets: Buffer.concat([...sets, ...more].flatMap((nal) => [START_CODE, nal])),
    isDelimiter: (first_byte) => (first_byte & 31) === 9,
  }
}

/** HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 8.3.3.1). */
function hevcForm(config: Buffer): ByteStreamForm | null {
  const reader = new NalReader(config, 22)
  const sets: Buffer[] = []
  for (let arrays = reader.byte(); arrays > 0 && !reader.overrun; arrays--) {
    reader.byte()
    sets.push(...reader.nals(reader.byte() * 256 + reader.byte(), 2))
  }
  if (sets.length === 0) return null
  return {
    length_bytes: ((config[21] ?? 3) & 3) + 1,
    // pic_type 2: any slice (H.265 7.3.2.5).
    delimiter: Buffer.from([0, 0, 0, 1, 0x46, 0x01, 0x50]),
    parameter_sets: Buffer.concat(sets.flatMap((nal) => [START_CODE, nal])),
    isDelimiter: (first_byte) => ((first_byte >> 1) & 63) === 35,
  }
}

/** The picture as a byte stream: its delimiter, the parameter sets before a keyframe, and its NAL units as far as they are whole. */
export function byteStream(form: ByteStreamForm, frame: Buffer, keyframe: boolean): readonly Buffer[] {
  const reader = new NalReader(frame, 0)
  const pieces = keyframe ? [form.delimiter, form.parameter_sets] : [form.delimiter]
  for (;;) {
    const [nal] = reader.nals(1, form.length_bytes)
    if (!nal || reader.overrun) return pieces
    if (nal.length > 0 && !form.isDelimiter(nal.readUInt8(0))) pieces.push(START_CODE, nal)
  }
}

/** Reads NAL units behind their lengths; past the end it gives none and says so. */
class NalReader {
  readonly #bytes: Buffer
  #at: number
  overrun = false

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) this.overrun = true
    return byte ?? 0
  }

  nals(count: number, length_bytes: number): Buffer[] {
    const nals: Buffer[] = []
    for (let index = 0; index < count; index++) {
      const start = this.#at + length_bytes
      const size = start <= this.#bytes.length ? this.#bytes.readUIntBE(this.#at, length_bytes) : 0
      if (start + size > this.#bytes.length) {
        this.overrun = true
        return nals
      }
      this.#at = start + size
      nals.push(this.#bytes.subarray(start, this.#at))
    }
    return nals
  }
}
