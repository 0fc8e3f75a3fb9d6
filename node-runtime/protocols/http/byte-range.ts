/** A part of a body: the bytes from the first to the last, both included. */
export interface ByteRange {
  readonly first: number
  readonly last: number
  /** The part of this body, not copied. */
  of(body: readonly Buffer[]): readonly Buffer[]
}

const SINGLE = /^bytes=(\d{0,15})-(\d{0,15})$/

/**
 * What a Range header asks for of so many bytes (RFC 9110 14.1.2, 14.2). Null: all of it, also where several parts are asked for at once or the
 * header cannot be read, as 14.2 leaves it to the server.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const [, from = '', to = ''] = SINGLE.exec(header ?? '') ?? []
  if (from === '' && to === '') return null
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (from !== '' && to !== '' && Number(to) < first) return null
  if (first > last) return 'unsatisfiable'
  return { first, last, of: (body) => slice(body, first, last + 1) }
}

/** Bytes of a body in pieces. */
export const bytesOf = (body: readonly Buffer[]) => body.reduce((sum, { length }) => sum + length, 0)

function slice(body: readonly Buffer[], from: number, to: number): Buffer[] {
  let at = 0
  return body.flatMap((piece) => {
    const start = Math.max(0, from - at)
    const end = Math.min(piece.length, to - at)
    at += piece.length
    return end > start ? [piece.subarray(start, end)] : []
  })
}
