import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { brotliDecompressSync, constants, inflateRawSync, zstdDecompressSync } from 'node:zlib'

/** How what is packed begins; a brotli stream has no beginning of its own. */
const GZIP = Buffer.from([0x1f, 0x8b, 0x08])
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
/** One packed answer is no larger than this, in bytes. */
const UNPACKED_AT_MOST = 32 * 1024 * 1024
/** Where the body begins in an entry of Chromium's simple cache: 24 bytes of head, then the key. */
const SIMPLE_CACHE_HEAD = 24
const SIMPLE_CACHE_MAGIC = Buffer.from([0x30, 0x5c, 0x72, 0xa7, 0x1b, 0x6d, 0xfb, 0xfc])

/** Where a text was found in a profile. */
export interface FoundInProfile {
  readonly text: string
  /** Path of the file within the profile. */
  readonly file: string
}

/**
 * Looks for texts in every file of a closed browser's profile: as bytes, as UTF-16, and in whatever is packed there by gzip, zstd or brotli.
 * @throws {Error} where the profile cannot be read
 */
export function findInProfile(folder: string, texts: readonly string[]): readonly FoundInProfile[] {
  return filesOf(folder).flatMap((path) => {
    const content = readFileSync(path)
    const pieces = [content, ...unpacked(content)]
    return texts
      .filter((text) => pieces.some((piece) => piece.includes(text) || piece.includes(Buffer.from(text, 'utf16le'))))
      .map((text) => ({ text, file: relative(folder, path) }))
  })
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function unpacked(content: Buffer): readonly Buffer[] {
  const limits = { maxOutputLength: UNPACKED_AT_MOST }
  const found: (Buffer | null)[] = [
    // Raw, since what follows it in the file would be taken for a second, broken one.
    ...placesOf(content, GZIP).map((at) =>
      attempt(() =>
        inflateRawSync(content.subarray(bodyOfGzip(content, at)), { ...limits, finishFlush: constants.Z_SYNC_FLUSH }),
      ),
    ),
    ...placesOf(content, ZSTD).map((at) =>
      attempt(() => zstdDecompressSync(content.subarray(at), { ...limits, finishFlush: constants.ZSTD_e_flush })),
    ),
  ]
  if (content.subarray(0, 8).equals(SIMPLE_CACHE_MAGIC)) {
    const body = content.subarray(SIMPLE_CACHE_HEAD + content.readUInt32LE(12))
    const finishFlush = constants.BROTLI_OPERATION_FLUSH
    found.push(attempt(() => brotliDecompressSync(body, { ...limits, finishFlush })))
  }
  return found.filter((piece) => piece !== null)
}

/** Behind the ten bytes of its head, and the file's name where the head says that one follows (RFC 1952, 2.3.1). */
function bodyOfGzip(content: Buffer, at: number): number {
  const named = ((content[at + 3] ?? 0) & 8) !== 0
  return named ? content.indexOf(0, at + 10) + 1 : at + 10
}

function placesOf(content: Buffer, beginning: Buffer): readonly number[] {
  const places: number[] = []
  for (let at = content.indexOf(beginning); at !== -1; at = content.indexOf(beginning, at + 1)) places.push(at)
  return places
}

function attempt(unpack: () => Buffer): Buffer | null {
  try {
    return unpack()
  } catch {
    // The same bytes by chance, or trailing ones that are no part of it.
    return null
  }
}
