/**
 * `node scripts/icons.mjs [--check]`: makes every icon of the desktop program from src-renderer/public/favicon.svg. What it
 * makes is kept in the repository, so that nobody needs it to build; run it after the logo has changed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { macIcon, programIcon, readLogo, trayHealths, trayIcon, trayTemplate } from './icons/drawings.mjs'
import { icns, ico, png } from './icons/picture-files.mjs'

const root = resolve(fileURLToPath(new URL('..', import.meta.url)))

/** Sizes in pixels that Linux desktops look for, and those of one .ico and one .icns. */
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512]
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256]
const ICNS_SIZES = [32, 64, 128, 256, 512, 1024]

/**
 * Every icon file, by its path from the repository's root.
 * @returns {ReadonlyMap<string, () => Buffer>}
 */
export function iconFiles() {
  const logo = readLogo(root)
  const sized = (layers, sizes) => new Map(sizes.map((size) => [size, png(layers, size)]))
  const files = new Map([
    ['packaging/desktop/icon.ico', () => ico(sized(programIcon(logo), ICO_SIZES))],
    ['packaging/desktop/icon.icns', () => icns(sized(macIcon(logo), ICNS_SIZES))],
  ])
  for (const size of LINUX_SIZES) {
    files.set(`packaging/desktop/icons/${size}x${size}.png`, () => png(programIcon(logo), size))
  }
  for (const health of trayHealths) {
    const tray = `src-main/desktop/tray-pictures/${health}`
    // Electron finds @2x by itself where the screen is denser; trays of Linux scale one larger picture.
    files.set(`${tray}-win32.png`, () => png(trayIcon(logo, health), 16))
    files.set(`${tray}-win32@2x.png`, () => png(trayIcon(logo, health), 32))
    files.set(`${tray}-linux.png`, () => png(trayIcon(logo, health), 48))
    files.set(`${tray}Template.png`, () => png(trayTemplate(logo, health), 18))
    files.set(`${tray}Template@2x.png`, () => png(trayTemplate(logo, health), 36))
  }
  return files
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const only_check = process.argv.includes('--check')
  let stale = 0
  for (const [path, make] of iconFiles()) {
    const file = join(root, path)
    const made = make()
    if (existsSync(file) && readFileSync(file).equals(made)) continue
    stale += 1
    if (only_check) {
      console.error(`${path} is not what scripts/icons.mjs makes.`)
      continue
    }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, made)
    console.log(`Made ${path}.`)
  }
  if (stale === 0) console.log('Every icon is up to date.')
  else if (only_check) process.exit(1)
}
