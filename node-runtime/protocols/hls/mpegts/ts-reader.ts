import { crc32 } from './tables.ts'

/** Reads back what this folder and ffmpeg write, for tests, and finds fault with what ISO/IEC 13818-1 forbids. */
export interface ReadPes {
  readonly pid: number
  readonly stream_type: number
  /** In ticks of 90 kHz. */
  readonly pts: number
  readonly dts: number
  readonly pcr: number | null
  readonly random_access: boolean
  readonly data: Buffer
}

interface Open {
  readonly pid: number
  readonly pcr: number | null
  readonly random_access: boolean
  readonly pieces: Buffer[]
}

/** Every PES packet in the order they begin. @param counters continuity counters by PID, carried on from what was read before */
export function readTransportStream(bytes: Buffer, counters: Map<number, number> = new Map()): ReadPes[] {
  if (bytes.length % 188 !== 0) throw new Error(`${bytes.length} bytes are no whole packets`)
  const types = new Map<number, number>()
  const open = new Map<number, Open>()
  const done: Open[] = []
  let map_pid: number | null = null
  for (let at = 0; at < bytes.length; at += 188) {
    const { pid, starts, field, payload } = readPacket(bytes.subarray(at, at + 188), counters)
    if (pid === 0) map_pid = readSection(payload, 0).readUInt16BE(10) & 0x1fff
    else if (pid === map_pid) readMap(payload, types)
    else if (starts) {
      const begun = { pid, ...readField(field), pieces: [payload] }
      open.set(pid, begun)
      done.push(begun)
    } else {
      const begun = open.get(pid)
      if (!begun) throw new Error(`PID ${pid} goes on before it begins`)
      begun.pieces.push(payload)
    }
  }
  return done.map((one) => readPes(one, types))
}

function readPacket(packet: Buffer, counters: Map<number, number>) {
  const head = packet.readUInt32BE(0)
  if (head >>> 24 !== 0x47) throw new Error('no sync byte before a packet')
  const pid = (head >> 8) & 0x1fff
  const counter = head & 15
  const before = counters.get(pid)
  if (before !== undefined && counter !== ((before + 1) & 15)) {
    throw new Error(`continuity_counter of PID ${pid} goes from ${before} to ${counter}`)
  }
  counters.set(pid, counter)
  const field = packet.subarray(5, head & 0x20 ? 5 + packet.readUInt8(4) : 5)
  const payload = packet.subarray(head & 0x20 ? 5 + field.length : 4)
  return { pid, starts: (head & 0x400000) !== 0, field, payload }
}

/** What an adaptation field says. */
function readField(field: Buffer) {
  const flags = field.length > 0 ? field.readUInt8(0) : 0
  const pcr = flags & 0x10 ? field.readUInt32BE(1) * 2 + (field.readUInt8(5) >> 7) : null
  return { pcr, random_access: (flags & 0x40) !== 0 }
}

/** A section behind its pointer, its checksum proven. */
function readSection(payload: Buffer, table: number): Buffer {
  const start = 1 + payload.readUInt8(0)
  const length = payload.readUInt16BE(start + 1) & 0xfff
  const section = payload.subarray(start, start + 3 + length)
  if (section[0] !== table) throw new Error(`table ${section[0]} where ${table} was expected`)
  if (crc32(section) !== 0) throw new Error(`the checksum of table ${table} is wrong`)
  return section
}

function readMap(payload: Buffer, types: Map<number, number>): void {
  const section = readSection(payload, 2)
  for (let at = 12 + (section.readUInt16BE(10) & 0xfff); at + 5 <= section.length - 4; ) {
    types.set(section.readUInt16BE(at + 1) & 0x1fff, section.readUInt8(at))
    at += 5 + (section.readUInt16BE(at + 3) & 0xfff)
  }
}

function readPes({ pid, pcr, random_access, pieces }: Open, types: ReadonlyMap<number, number>): ReadPes {
  const stream_type = types.get(pid)
  if (stream_type === undefined) throw new Error(`PID ${pid} is in no map`)
  const bytes = Buffer.concat(pieces)
  if (bytes.readUIntBE(0, 3) !== 1) throw new Error('no start code before a PES packet')
  const length = bytes.readUInt16BE(4)
  if (length !== 0 && length !== bytes.length - 6)
    throw new Error(`a PES packet of ${bytes.length - 6} bytes says ${length}`)
  const flags = bytes.readUInt8(7) >> 6
  const pts = readTime(bytes, 9)
  const dts = flags === 3 ? readTime(bytes, 14) : pts
  const data = bytes.subarray(9 + bytes.readUInt8(8))
  return { pid, stream_type, pts, dts, pcr, random_access, data }
}

function readTime(bytes: Buffer, at: number): number {
  const high = (bytes.readUInt8(at) >> 1) & 7
  return high * 2 ** 30 + (bytes.readUInt16BE(at + 1) >> 1) * 2 ** 15 + (bytes.readUInt16BE(at + 3) >> 1)
}
