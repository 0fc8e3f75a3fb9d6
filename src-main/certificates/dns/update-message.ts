import { randomInt } from 'node:crypto'
import { encodeName, uint16 } from './wire.ts'

/** A TXT record that is added to a zone or taken out of it. */
export interface TxtChange {
  readonly kind: 'add' | 'remove'
  readonly zone: string
  readonly name: string
  readonly value: string
}

const OPCODE_UPDATE = 5 << 11
const TYPE_SOA = 6
const TYPE_TXT = 16
const CLASS_IN = 1
const CLASS_NONE = 254
/** Nobody shall keep it for long, in s. */
const TTL_S = 30

/** A dynamic update (RFC 2136 2) that adds one TXT record to those of its name, or takes this one out (2.5.1 and 2.5.4). */
export function updateMessage({ kind, zone, name, value }: TxtChange): Buffer {
  const header = Buffer.alloc(12)
  header.writeUInt16BE(randomInt(0x10000), 0)
  header.writeUInt16BE(OPCODE_UPDATE, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(1, 8)
  const fixed = Buffer.alloc(8)
  fixed.writeUInt16BE(TYPE_TXT, 0)
  fixed.writeUInt16BE(kind === 'add' ? CLASS_IN : CLASS_NONE, 2)
  fixed.writeUInt32BE(kind === 'add' ? TTL_S : 0, 4)
  const zone_tail = Buffer.from([0, TYPE_SOA, 0, CLASS_IN])
  // One character-string of at most 255 bytes (RFC 1035 3.3.14); a digest in base64url has 43.
  const text = Buffer.from(value, 'latin1').subarray(0, 255)
  const rdata = [uint16(1 + text.length), Buffer.from([text.length]), text]
  return Buffer.concat([header, encodeName(zone), zone_tail, encodeName(name), fixed, ...rdata])
}
