/** Size of a transport packet (ISO/IEC 13818-1 2.4.3.2). */
export const PACKET_BYTES = 188
const HEAD_BYTES = 4
const SYNC = 0x47
const PAYLOAD_BYTES = PACKET_BYTES - HEAD_BYTES
/** Length, flags and a program clock reference (2.4.3.4). */
const PCR_FIELD_BYTES = 8
const RANDOM_ACCESS = 0x40
const PCR = 0x10
/** The clock wraps at 33 bits of 90 kHz (2.4.2.2). */
export const CLOCK_WRAP = 2 ** 33

/** What goes into packets of one PID, from the start of a packet: a section, or a PES packet. */
export interface PacketLoad {
  readonly pid: number
  readonly bytes: Buffer
  /** Decoding can start with it. */
  readonly random_access: boolean
  /** Program clock reference in ticks of 90 kHz, below {@link CLOCK_WRAP}; null: this packet carries none. */
  readonly pcr: number | null
}

/** Cuts loads into transport packets and counts every PID's packets on, over the whole of one output (ISO/IEC 13818-1 2.4.3.3, continuity_counter). */
export class Packetizer {
  readonly #counters = new Map<number, number>()

  packets(loads: readonly PacketLoad[]): Buffer {
    const out = Buffer.allocUnsafeSlow(loads.reduce((sum, load) => sum + packetsOf(load), 0) * PACKET_BYTES)
    let at = 0
    for (const load of loads) at = this.#write(load, out, at)
    return out
  }

  #write({ pid, bytes, random_access, pcr }: PacketLoad, out: Buffer, from: number): number {
    let at = from
    let counter = this.#counters.get(pid) ?? 0
    for (let taken = 0; taken < bytes.length; ) {
      const first = taken === 0
      const field = first ? firstField(random_access, pcr) : 0
      const size = Math.min(bytes.length - taken, PAYLOAD_BYTES - field)
      const adaptation = PAYLOAD_BYTES - size
      out[at] = SYNC
      out[at + 1] = (first ? 0x40 : 0) | (pid >> 8)
      out[at + 2] = pid & 0xff
      out[at + 3] = (adaptation > 0 ? 0x30 : 0x10) | counter
      if (adaptation > 0) writeAdaptation(out, at + HEAD_BYTES, adaptation, first && random_access, first ? pcr : null)
      bytes.copy(out, at + HEAD_BYTES + adaptation, taken, taken + size)
      counter = (counter + 1) & 15
      taken += size
      at += PACKET_BYTES
    }
    this.#counters.set(pid, counter)
    return at
  }
}

/** Bytes of the adaptation field that the first packet must have. */
function firstField(random_access: boolean, pcr: number | null): number {
  if (pcr !== null) return PCR_FIELD_BYTES
  return random_access ? 2 : 0
}

function packetsOf({ bytes, random_access, pcr }: PacketLoad): number {
  return Math.ceil((bytes.length + firstField(random_access, pcr)) / PAYLOAD_BYTES)
}

/** The adaptation field (2.4.3.4) over so many bytes, stuffed where it has nothing to say. */
function writeAdaptation(out: Buffer, at: number, size: number, random_access: boolean, pcr: number | null): void {
  out[at] = size - 1
  if (size === 1) return
  out[at + 1] = (random_access ? RANDOM_ACCESS : 0) | (pcr === null ? 0 : PCR)
  out.fill(0xff, at + 2, at + size)
  if (pcr === null) return
  // 33 bits of base, 6 reserved, 9 of extension (2.4.3.5).
  out.writeUInt32BE(Math.floor(pcr / 2), at + 2)
  out.writeUInt16BE(((pcr & 1) << 15) | 0x7e00, at + 6)
}
