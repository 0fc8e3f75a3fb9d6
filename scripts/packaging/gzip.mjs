/** Compression with the same bytes on every machine that has the same zlib, and large files compressed once. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { cacheFolder } from './cache-folder.mjs'

/** From here on, in bytes: Node, which takes ten seconds, and layers of a base. */
const LARGE = 16 << 20

export const sha256 = (...contents) => {
  const hash = createHash('sha256')
  for (const content of contents) hash.update(content)
  return hash.digest('hex')
}

/**
 * Compresses pieces that follow one another. Large ones become members of their own in the gzip file (RFC 1952, section 2.2),
 * so that what was compressed before is taken from `dist/.packaging`, whatever stands around it.
 * @param {readonly Buffer[]} pieces
 */
export function gzip(pieces) {
  const members = []
  let small = []
  const endMember = () => {
    if (small.length > 0) members.push(gzipMember(Buffer.concat(small)))
    small = []
  }
  for (const piece of pieces) {
    if (piece.length < LARGE) {
      small.push(piece)
      continue
    }
    endMember()
    members.push(rememberedMember(piece))
  }
  endMember()
  return Buffer.concat(members)
}

/**
 * Node writes no time and no name into the header; the byte for the system it runs on is set to "unknown" on every system.
 * Level 6: the next three save 0.3 % and take twice as long.
 */
function gzipMember(content) {
  const compressed = gzipSync(content, { level: 6 })
  compressed[9] = 255
  return compressed
}

function rememberedMember(content) {
  const kept = join(cacheFolder, `${sha256(content)}.gz`)
  if (existsSync(kept)) return readFileSync(kept)
  const compressed = gzipMember(content)
  mkdirSync(cacheFolder, { recursive: true })
  writeFileSync(`${kept}.${process.pid}`, compressed)
  renameSync(`${kept}.${process.pid}`, kept)
  return compressed
}
