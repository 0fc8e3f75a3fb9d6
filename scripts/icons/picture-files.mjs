/** Pictures as files: PNG (RFC 2083), and the two containers of PNGs that Windows and macOS want. Nothing but Node's own zlib. */
import { crc32, deflateSync } from 'node:zlib'

/**
 * Draws layers, the last on top.
 * @param layers { shape, color: [r, g, b] } in units of which the picture has `units` in each direction
 * @param size in pixels, each direction
 * @returns PNG with transparency
 */
export function png(layers, size, units = 32) {
  const pixels_a_unit = size / units
  const row_bytes = size * 4 + 1
  const rows = Buffer.alloc(row_bytes * size)
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const x = (column + 0.5) / pixels_a_unit
      const y = (row + 0.5) / pixels_a_unit
      pixel(layers, x, y, pixels_a_unit).copy(rows, row * row_bytes + 1 + column * 4)
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  // Eight bits a channel, with transparency.
  head.set([8, 6, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function pixel(layers, x, y, pixels_a_unit) {
  let [red, green, blue, alpha] = [0, 0, 0, 0]
  for (const { shape, color } of layers) {
    // An edge is spread over one pixel.
    const covered = Math.min(1, Math.max(0, 0.5 - shape(x, y) * pixels_a_unit))
    if (covered === 0) continue
    const [r, g, b] = color
    const rest = alpha * (1 - covered)
    const sum = covered + rest
    red = (r * covered + red * rest) / sum
    green = (g * covered + green * rest) / sum
    blue = (b * covered + blue * rest) / sum
    alpha = sum
  }
  return Buffer.from([Math.round(red), Math.round(green), Math.round(blue), Math.round(alpha * 255)])
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** @param pictures PNGs by their size in pixels, at most 256 @returns an .ico file */
export function ico(pictures) {
  const entries = [...pictures]
  const head = Buffer.alloc(6 + entries.length * 16)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(entries.length, 4)
  let offset = head.length
  for (const [at, [size, data]] of entries.entries()) {
    const entry = 6 + at * 16
    // 256 is written as 0.
    head[entry] = size % 256
    head[entry + 1] = size % 256
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(data.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += data.length
  }
  return Buffer.concat([head, ...entries.map(([, data]) => data)])
}

/** Which kinds of an .icns hold a PNG of which size; the second of a pair is for screens of twice the density. */
const icnsKinds = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]

/** @param pictures PNGs by their size in pixels @returns an .icns file */
export function icns(pictures) {
  const parts = icnsKinds.map(([kind, size]) => part(kind, pictures.get(size)))
  return part('icns', Buffer.concat(parts))
}

function part(kind, data) {
  const head = Buffer.alloc(8)
  head.write(kind, 'latin1')
  head.writeUInt32BE(data.length + 8, 4)
  return Buffer.concat([head, data])
}
