import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './bundles.mjs'
import { iconFiles } from './icons.mjs'

const files = iconFiles()
const kept = (path) => readFileSync(join(root, path))
/** Width and height that a PNG says it has. */
const sizeOf = (png) => [png.readUInt32BE(16), png.readUInt32BE(20)]

describe('the icons of the desktop program', () => {
  it('are what is made from the logo, pixel by pixel', () => {
    // The large ones take half a minute; they are made by the same lines.
    const small = [...files.keys()].filter((path) => /tray-pictures|\/(?:16|24|32|48)x/.test(path))
    expect(small.length).toBeGreaterThan(20)
    expect(small.filter((path) => !kept(path).equals(files.get(path)()))).toEqual([])
  })

  it('have the size that their name says', () => {
    for (const path of files.keys()) {
      const size = /\/(\d+)x\d+\.png$/.exec(path)?.[1]
      if (size !== undefined) expect(sizeOf(kept(path))).toEqual([Number(size), Number(size)])
    }
  })

  it('are whole for Windows and for macOS', () => {
    const ico = kept('packaging/desktop/icon.ico')
    const count = ico.readUInt16LE(4)
    const last = 6 + (count - 1) * 16
    expect(ico.readUInt32LE(last + 8) + ico.readUInt32LE(last + 12)).toBe(ico.length)
    expect(sizeOf(ico.subarray(ico.readUInt32LE(last + 12)))).toEqual([256, 256])

    const icns = kept('packaging/desktop/icon.icns')
    expect(icns.toString('latin1', 0, 4)).toBe('icns')
    expect(icns.readUInt32BE(4)).toBe(icns.length)
    const kinds = []
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) kinds.push(icns.toString('latin1', at, at + 4))
    expect(kinds).toContain('ic10')
  })
})
