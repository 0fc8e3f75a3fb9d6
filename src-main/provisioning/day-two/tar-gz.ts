import { gzipSync } from 'node:zlib'

const BLOCK = 512

/** Files of text as a .tar.gz (POSIX.1-1988 ustar). @param files by name, at most 99 letters of ASCII */
export function tarGz(folder: string, files: ReadonlyMap<string, string>, mtime_s: number): Buffer {
  const blocks: Buffer[] = []
  for (const [name, text] of files) {
    const content = Buffer.from(text)
    blocks.push(header(`${folder}/${name}`, content.length, mtime_s), content)
    const over = content.length % BLOCK
    if (over > 0) blocks.push(Buffer.alloc(BLOCK - over))
  }
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]))
}

function header(name: string, bytes: number, mtime_s: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`
  block.write(name, 0, 99, 'ascii')
  block.write(octal(0o600, 7), 100, 'ascii')
  block.write(octal(0, 7), 108, 'ascii')
  block.write(octal(0, 7), 116, 'ascii')
  block.write(octal(bytes, 11), 124, 'ascii')
  block.write(octal(Math.trunc(mtime_s), 11), 136, 'ascii')
  block.write('        ', 148, 'ascii')
  block.write('0', 156, 'ascii')
  block.write('ustar\0', 257, 'ascii')
  block.write('00', 263, 'ascii')
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'ascii')
  return block
}
