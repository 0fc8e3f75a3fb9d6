/** Boxes of ISO/IEC 14496-12 (ISO base media file format). */

/** One box: its size, its four-letter type, its content. */
export function box(type: string, ...content: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(8)
  const size = content.reduce((sum, part) => sum + part.length, 8)
  head.writeUInt32BE(size, 0)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, ...content], size)
}

/** A box with a version and flags before its content (14496-12 4.2). */
export function fullBox(type: string, version: number, flags: number, ...content: readonly Uint8Array[]): Buffer {
  return box(type, u32(((version << 24) | flags) >>> 0), ...content)
}

export const u8 = (...values: readonly number[]) => Buffer.from(values)

/** Numbers of 16 bits, one after the other. */
export function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value & 0xffff, index * 2)
  return bytes
}

/** Numbers of 32 bits, one after the other; negative ones in two's complement. */
export function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4)
  return bytes
}

/** A whole number below 2^53 in 64 bits. */
export const u64 = (value: number) => u32(Math.floor(value / 2 ** 32), value % 2 ** 32)

export const text = (value: string) => Buffer.from(value, 'latin1')
