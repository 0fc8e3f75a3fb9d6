import type { MediaUnit } from '../media/unit.ts'
import { tagTypeOf } from '../protocols/flv/from-stream.ts'
import { unitOfTag } from '../protocols/flv/tag-body.ts'

/**
 * One unit in a batch: the number of its stream between the two threads (4 bytes), its FLV tag type (1), its time in ms (8, a
 * double: FLV's own 32 bits would wrap), the length of its body (4), and the body. All else of a unit is read from these again, as behind a relay.
 */
const HEADER_BYTES = 17

/** A unit with the number under which both threads know its stream. */
export interface NumberedUnit {
  readonly stream: number
  readonly unit: MediaUnit
}

/** Bytes that this unit takes in a batch. */
export function sizeInBatch(unit: MediaUnit): number {
  return HEADER_BYTES + unit.body.length
}

/** Puts units into one block of memory that can be handed to another thread without a copy. */
export function writeBatch(units: readonly NumberedUnit[]): ArrayBuffer {
  let size = 0
  for (const { unit } of units) size += sizeInBatch(unit)
  const batch = new ArrayBuffer(size)
  const bytes = Buffer.from(batch)
  let at = 0
  for (const { stream, unit } of units) {
    bytes.writeUInt32LE(stream, at)
    bytes.writeUInt8(tagTypeOf(unit), at + 4)
    bytes.writeDoubleLE(unit.dts_ms, at + 5)
    bytes.writeUInt32LE(unit.body.length, at + 13)
    at += HEADER_BYTES
    bytes.set(unit.body, at)
    at += unit.body.length
  }
  return batch
}

/** Hands over the units of a batch in their order. Their bodies are views of it. */
export function readBatch(batch: ArrayBuffer, onUnit: (stream: number, unit: MediaUnit) => void): void {
  const bytes = Buffer.from(batch)
  for (let at = 0; at < bytes.length; ) {
    const stream = bytes.readUInt32LE(at)
    const type = bytes.readUInt8(at + 4)
    const dts_ms = bytes.readDoubleLE(at + 5)
    const from = at + HEADER_BYTES
    at = from + bytes.readUInt32LE(at + 13)
    const unit = unitOfTag(type, dts_ms, bytes.subarray(from, at))
    if (unit) onUnit(stream, unit)
  }
}
