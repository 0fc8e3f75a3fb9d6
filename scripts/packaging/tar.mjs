/**
 * Tar archives (POSIX.1-1988 ustar) whose bytes depend on their contents alone: entries sorted by the caller, one time for all,
 * numeric owners, no extended headers. Reads besides what others write: GNU long names and pax paths.
 *
 * @typedef {object} Entry
 * @property {string} name path inside the archive, without a leading slash; folders without a trailing one
 * @property {'file' | 'folder' | 'link'} type
 * @property {number} [mode] default 0644 for files, 0755 for folders, 0777 for links
 * @property {number} [owner] user and group id, default 0
 * @property {Buffer} [content] of a file
 * @property {string} [target] of a symbolic link
 */

const BLOCK = 512
const typeFlags = { file: '0', folder: '5', link: '2' }
const usualModes = { file: 0o644, folder: 0o755, link: 0o777 }

/** The time that all entries carry, in seconds: SOURCE_DATE_EPOCH (reproducible-builds.org), else 0. */
export const sourceDate = () => {
  const given = process.env.SOURCE_DATE_EPOCH ?? '0'
  if (!/^\d{1,11}$/.test(given)) throw new Error(`SOURCE_DATE_EPOCH is "${given}", and should be a number of seconds.`)
  return Number(given)
}

/** The same as RFC 3339 has it. */
export const sourceTime = () => new Date(sourceDate() * 1000).toISOString().replace('.000', '')

/**
 * @param {readonly Entry[]} entries in the order they shall have
 * @returns {Buffer[]} the archive in pieces, a large file in one of its own
 */
export function tarOf(entries, mtime = sourceDate()) {
  const parts = entries.flatMap((entry) => {
    const content = entry.content ?? Buffer.alloc(0)
    return [tarHeader(entry, content.length, mtime), content, padding(content.length)]
  })
  return [...parts, Buffer.alloc(2 * BLOCK)]
}

/** The zeros after a file of so many bytes. */
export const padding = (size) => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)

/**
 * The header of one entry.
 * @param {Entry} entry
 * @param {number} size of its content
 */
export function tarHeader(entry, size, mtime = sourceDate()) {
  const { type, owner = 0, mode = usualModes[type] } = entry
  const [prefix, name] = splitName(type === 'folder' ? `${entry.name}/` : entry.name)
  const block = Buffer.alloc(BLOCK)
  const octal = (value, at, length) => block.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1')
  block.write(name, 0)
  octal(mode, 100, 8)
  octal(owner, 108, 8)
  octal(owner, 116, 8)
  octal(size, 124, 12)
  octal(mtime, 136, 12)
  block.write('        ', 148)
  block.write(typeFlags[type], 156)
  if (entry.target !== undefined) {
    if (Buffer.byteLength(entry.target) > 100)
      throw new Error(`${entry.target} is too long for a link in a tar archive.`)
    block.write(entry.target, 157)
  }
  block.write('ustar\u000000', 257, 'latin1')
  octal(0, 329, 8)
  octal(0, 337, 8)
  block.write(prefix, 345)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148, 'latin1')
  return block
}

function splitName(name) {
  if (Buffer.byteLength(name) <= 100) return ['', name]
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)]
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(rest) <= 100 && rest !== '') return [prefix, rest]
  }
  throw new Error(`${name} is too long for a tar archive.`)
}

/**
 * The entries of an archive that somebody wrote, with names as they stand there, `./` and trailing slashes taken off.
 * @param {Buffer} archive
 * @returns {Generator<{ name: string, flag: string, mode: number, owner: number, group: number, target: string, content: Buffer }>}
 */
export function* readTar(archive) {
  let longName = null
  let longTarget = null
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const header = archive.subarray(at, at + BLOCK)
    const size = numberAt(header, 124, 12)
    const content = archive.subarray(at + BLOCK, at + BLOCK + size)
    if (content.length < size) throw new Error('A tar archive ends in the middle of a file.')
    at += BLOCK + size + ((BLOCK - (size % BLOCK)) % BLOCK)
    const flag = String.fromCharCode(header[156] || 48)
    if (flag === 'L') longName = textOf(content)
    else if (flag === 'K') longTarget = textOf(content)
    else if (flag === 'x') {
      const fields = paxFields(content)
      longName = fields.get('path') ?? longName
      longTarget = fields.get('linkpath') ?? longTarget
    } else if (flag !== 'g') {
      const name =
        longName ?? [textOf(header.subarray(345, 500)), textOf(header.subarray(0, 100))].filter(Boolean).join('/')
      const target = longTarget ?? textOf(header.subarray(157, 257))
      longName = null
      longTarget = null
      yield {
        name: name.replace(/^\.\/|\/$/g, ''),
        flag,
        mode: numberAt(header, 100, 8),
        owner: numberAt(header, 108, 8),
        group: numberAt(header, 116, 8),
        target,
        content,
      }
    }
  }
}

const textOf = (bytes) => {
  const end = bytes.indexOf(0)
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end)
}

const numberAt = (header, at, length) => Number.parseInt(textOf(header.subarray(at, at + length)).trim() || '0', 8)

function paxFields(content) {
  const fields = new Map()
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at)
    const length = Number(content.toString('latin1', at, space))
    if (!(length > 0)) break
    const [key, ...value] = content.toString('utf8', space + 1, at + length - 1).split('=')
    fields.set(key, value.join('='))
    at += length
  }
  return fields
}
