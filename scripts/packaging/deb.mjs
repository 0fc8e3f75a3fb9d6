/** Debian packages (deb(5)), written without dpkg so that any machine can make them, with the same bytes each time. */
import { createHash } from 'node:crypto'
import { gzip } from './gzip.mjs'
import { sourceDate, tarOf } from './tar.mjs'

/**
 * @param {object} package_
 * @param {Record<string, string>} package_.control fields in the order they shall have; Installed-Size is added
 * @param {Record<string, Buffer>} package_.scripts `postinst` and so on
 * @param {readonly import('./tar.mjs').Entry[]} package_.entries with all their folders
 * @returns {Buffer}
 */
export function debOf({ control, scripts, entries }) {
  const files = entries.filter(({ type }) => type === 'file')
  const kilobytes = files.reduce((sum, { content }) => sum + Math.ceil(content.length / 1024), 0)
  const { Description, ...fields } = control
  const stanza = { ...fields, 'Installed-Size': kilobytes, Description }
  const lines = Object.entries(stanza).map(([name, value]) => `${name}: ${value}\n`)
  const sums = files.map(({ name, content }) => `${createHash('md5').update(content).digest('hex')}  ${name}\n`)
  const inControl = [
    { name: 'control', type: 'file', content: Buffer.from(lines.join('')) },
    { name: 'md5sums', type: 'file', content: Buffer.from(sums.join('')) },
    ...Object.entries(scripts).map(([name, content]) => ({ name, type: 'file', mode: 0o755, content })),
  ]
  // dpkg wants names that begin with a dot.
  const dotted = (list) => [
    { name: '.', type: 'folder' },
    ...list.map((entry) => ({ ...entry, name: `./${entry.name}` })),
  ]
  return arOf([
    ['debian-binary', Buffer.from('2.0\n')],
    ['control.tar.gz', gzip(tarOf(dotted(inControl)))],
    ['data.tar.gz', gzip(tarOf(dotted(entries)))],
  ])
}

/** The common format of ar(5), for names of up to 16 bytes. */
function arOf(members) {
  const field = (value, length) => String(value).padEnd(length)
  const parts = members.flatMap(([name, content]) => [
    Buffer.from(
      `${field(name, 16)}${field(sourceDate(), 12)}${field(0, 6)}${field(0, 6)}${field('100644', 8)}${field(content.length, 10)}\`\n`,
    ),
    content,
    Buffer.from(content.length % 2 === 1 ? '\n' : ''),
  ])
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts])
}
