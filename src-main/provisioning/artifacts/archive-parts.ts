import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'

/** A stretch of a file, or bytes that are held. `from` inclusive, `to` exclusive. */
export type Part = { readonly bytes: Buffer } | { readonly path: string; readonly from: number; readonly to: number }

/**
 * Bytes whose number is known before any of them is read, and that can be read again from any offset: what a transfer
 * needs to show how far it is and to go on after a break.
 */
export interface Transferable {
  readonly bytes: number
  /** @param offset how much the other side has already; at most `bytes` */
  open(offset?: number): Readable
  /** Hexadecimal, of everything; reads it through. */
  sha256(signal?: AbortSignal): Promise<string>
}

/** An artifact as it is. */
export const wholeFile = ({ path, bytes }: { readonly path: string; readonly bytes: number }): Transferable =>
  transferableOf([{ path, from: 0, to: bytes }])

const sizeOf = (part: Part) => ('bytes' in part ? part.bytes.length : part.to - part.from)

/** Parts one after another. */
export function transferableOf(parts: readonly Part[]): Transferable {
  const bytes = parts.reduce((sum, part) => sum + sizeOf(part), 0)
  const open = (offset = 0) => Readable.from(read(parts, offset), { objectMode: false })
  return {
    bytes,
    open,
    async sha256(signal) {
      const hash = createHash('sha256')
      for await (const chunk of open()) {
        signal?.throwIfAborted()
        hash.update(chunk)
      }
      return hash.digest('hex')
    },
  }
}

async function* read(parts: readonly Part[], offset: number): AsyncGenerator<Buffer> {
  let skip = offset
  for (const part of parts) {
    const size = sizeOf(part)
    const skipped = Math.min(skip, size)
    skip -= skipped
    if (skipped === size) continue
    if ('bytes' in part) yield part.bytes.subarray(skipped)
    else yield* fileRange(part.path, part.from + skipped, part.to)
  }
}

async function* fileRange(path: string, from: number, to: number): AsyncGenerator<Buffer> {
  let left = to - from
  for await (const chunk of createReadStream(path, { start: from, end: to - 1, highWaterMark: 256 * 1024 })) {
    left -= chunk.length
    yield chunk
  }
  // It was shortened since its size was looked up: whoever counts bytes must not wait for the rest.
  if (left > 0) throw new Error(`${path} ends ${left} bytes before it should`)
}
