import { PACKET_BYTES } from './packets.ts'

/** Where the program map is; every stream's PID follows it. */
export const PMT_PID = 0x1000
const PROGRAM = 1
const TRANSPORT_STREAM = 1
const SECTION_BYTES = PACKET_BYTES - 4

/** One elementary stream of the program (ISO/IEC 13818-1 2.4.4.9). */
export interface ElementaryStream {
  readonly pid: number
  /** stream_type of table 2-34. */
  readonly type: number
}

/** The program association table (ISO/IEC 13818-1 2.4.4.4) as one packet's payload. */
export function programAssociation(): Buffer {
  return section(0x00, TRANSPORT_STREAM, [0, PROGRAM, 0xe0 | (PMT_PID >> 8), PMT_PID & 0xff])
}

/** The program map table (ISO/IEC 13818-1 2.4.4.9) as one packet's payload. */
export function programMap(pcr_pid: number, streams: readonly ElementaryStream[]): Buffer {
  const entries = streams.flatMap(({ pid, type }) => [type, 0xe0 | (pid >> 8), pid & 0xff, 0xf0, 0])
  return section(0x02, PROGRAM, [0xe0 | (pcr_pid >> 8), pcr_pid & 0xff, 0xf0, 0, ...entries])
}

/** A section in its long form (2.4.4.11) behind a pointer_field of 0, with its checksum, stuffed to a packet. */
function section(table: number, extension: number, content: readonly number[]): Buffer {
  const length = content.length + 9
  const version_current = 0xc1
  const head = [table, 0xb0 | (length >> 8), length & 0xff, extension >> 8, extension & 0xff, version_current, 0, 0]
  const out = Buffer.alloc(SECTION_BYTES, 0xff)
  out[0] = 0
  out.set([...head, ...content], 1)
  const end = 1 + head.length + content.length
  out.writeUInt32BE(crc32(out.subarray(1, end)), end)
  return out
}

/** The CRC of ISO/IEC 13818-1 annex A: polynomial 0x04c11db7, all ones at first, nothing reflected. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  }
  return crc >>> 0
}
