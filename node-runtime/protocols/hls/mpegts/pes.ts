import { CLOCK_WRAP } from './packets.ts'

/** stream_id of the first stream of pictures and of sound (ISO/IEC 13818-1 table 2-22). */
export const VIDEO_STREAM_ID = 0xe0
export const AUDIO_STREAM_ID = 0xc0

const PTS_ONLY = 2
const PTS_AND_DTS = 3
/** Marker bits, and that an access unit begins right behind the head (2.4.3.7, data_alignment_indicator). */
const FLAGS = 0x84

/**
 * A PES packet (ISO/IEC 13818-1 2.4.3.6). Times are ticks of 90 kHz and wrap at 33 bits; the decoding time stands only where it is another than the
 * presentation's.
 */
export function pesPacket(stream_id: number, pts: number, dts: number, data: readonly Buffer[]): Buffer {
  const timed = pts === dts ? [timestamp(PTS_ONLY, pts)] : [timestamp(PTS_AND_DTS, pts), timestamp(1, dts)]
  const head = timed.length * 5
  const length = data.reduce((sum, { length }) => sum + length, head + 3)
  // 0: without a bound, which pictures may be (2.4.3.7, PES_packet_length).
  const said = length > 0xffff ? 0 : length
  const start = [0, 0, 1, stream_id, said >> 8, said & 0xff, FLAGS, timed.length === 1 ? 0x80 : 0xc0, head]
  return Buffer.concat([Buffer.from(start), ...timed, ...data])
}

/** 33 bits in five bytes, with a mark before and marker bits between (2.4.3.6). */
function timestamp(mark: number, ticks: number): Buffer {
  const time = ((ticks % CLOCK_WRAP) + CLOCK_WRAP) % CLOCK_WRAP
  const high = Math.floor(time / 2 ** 30)
  const middle = Math.floor(time / 2 ** 15) & 0x7fff
  const low = time % 2 ** 15
  const out = Buffer.alloc(5)
  out[0] = (mark << 4) | (high << 1) | 1
  out.writeUInt16BE((middle << 1) | 1, 1)
  out.writeUInt16BE((low << 1) | 1, 3)
  return out
}
