/** Node itself, for either architecture, in the version that package-lock.json names. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { root } from '../bundles.mjs'
import { architectures, PackagingError } from './architectures.mjs'
import { cacheFolder } from './cache-folder.mjs'
import { machineOf, stripped } from './elf.mjs'
import { readTar } from './tar.mjs'

/**
 * Node as npm has it, without symbols.
 * @param {'x86_64' | 'arm64'} arch
 * @returns {{ version: string, binary: Buffer, license: Buffer }}
 */
export function nodeFor(arch) {
  const name = architectures[arch].node
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages[`node_modules/${name}`]
  const installed = join(root, 'node_modules', name)
  const files = isInstalled(installed, lock.version) ? readInstalled(installed) : readPacked(name, lock)
  if (machineOf(files.binary) !== arch)
    throw new PackagingError(`The program in the npm package ${name} is not for ${arch}.`)
  return { version: lock.version, binary: stripped(files.binary), license: files.license }
}

const isInstalled = (folder, version) =>
  existsSync(join(folder, 'bin', 'node')) &&
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version === version

const readInstalled = (folder) => ({
  binary: readFileSync(join(folder, 'bin', 'node')),
  license: readFileSync(join(folder, 'LICENSE')),
})

/** npm installs only what fits its own machine; the other one is downloaded and compared with package-lock.json. */
function readPacked(name, { version, integrity }) {
  const kept = join(cacheFolder, `${name}-${version}.tgz`)
  if (!existsSync(kept)) download(name, version, kept)
  const package_ = readFileSync(kept)
  if (`sha512-${createHash('sha512').update(package_).digest('base64')}` !== integrity) {
    rmSync(kept)
    throw new PackagingError(`${name}@${version} is not what package-lock.json says; the download was thrown away.`)
  }
  const files = new Map()
  for (const { name: path, content } of readTar(gunzipSync(package_))) {
    if (path === 'package/bin/node') files.set('binary', content)
    if (path === 'package/LICENSE') files.set('license', content)
  }
  return { binary: files.get('binary'), license: files.get('license') }
}

function download(name, version, kept) {
  mkdirSync(cacheFolder, { recursive: true })
  const folder = mkdtempSync(join(cacheFolder, '.npm-'))
  try {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const { status, stderr } = spawnSync(
      npm,
      ['pack', `${name}@${version}`, '--silent', '--pack-destination', folder],
      {
        cwd: folder,
        encoding: 'utf8',
        timeout: 300_000,
        shell: process.platform === 'win32',
      },
    )
    const packed = join(folder, `${name}-${version}.tgz`)
    if (status !== 0 || !existsSync(packed)) {
      const said = stderr?.trim().split('\n').at(-1)
      throw new PackagingError(
        `Node for the other architecture (${name}@${version}) could not be downloaded${said ? `: ${said}` : ''}.\nThis needs npm and its registry, once; or put the package there by hand: ${kept}`,
      )
    }
    renameSync(packed, kept)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
